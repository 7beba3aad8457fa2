/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_pattern.h"

/* Compiling a pattern to machine code is slow and takes memory; it pays off after so many uses. */
enum { OFTEN = 1024 };

typedef struct {
        GRegex *plain, *fast; /* fast: NULL before that */
        guint uses;
} Pattern;

static GRegex *compile(const char *pattern, GRegexCompileFlags flags) {
        g_autoptr(GError) error = NULL;
        GRegex *regex = g_regex_new(pattern, flags | G_REGEX_ANCHORED, 0, &error);

        if (!regex)
                g_error("%s: %s", pattern, error->message);
        return regex;
}

const GRegex *tck_console_pattern(const char *pattern) {
        static GMutex mutex;
        static GHashTable *compiled;
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
        Pattern *known;

        if (!compiled)
                compiled = g_hash_table_new(g_str_hash, g_str_equal);
        known = g_hash_table_lookup(compiled, pattern);
        if (!known) {
                known = g_new0(Pattern, 1);
                known->plain = compile(pattern, 0);
                g_hash_table_insert(compiled, (gpointer) pattern, known);
        }
        if (++known->uses == OFTEN)
                known->fast = compile(pattern, G_REGEX_OPTIMIZE);
        return known->fast ? known->fast : known->plain;
}
