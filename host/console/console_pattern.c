/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_pattern.h"

const GRegex *tck_console_pattern(const char *pattern) {
        static GMutex mutex;
        static GHashTable *compiled;
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
        GRegex *regex;

        if (!compiled)
                compiled = g_hash_table_new(g_str_hash, g_str_equal);
        regex = g_hash_table_lookup(compiled, pattern);
        if (!regex) {
                g_autoptr(GError) error = NULL;

                regex = g_regex_new(pattern, G_REGEX_OPTIMIZE | G_REGEX_ANCHORED, 0, &error);
                if (!regex)
                        g_error("%s: %s", pattern, error->message);
                g_hash_table_insert(compiled, (gpointer) pattern, regex);
        }
        return regex;
}
