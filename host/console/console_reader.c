/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_reader.h"

#include <string.h>

#include "registry.h"

static GPtrArray *all;

void tck_register_console_reader(const TckReader *reader) {
        tck_registry_add(&all, reader);
}

const GPtrArray *tck_console_readers(void) {
        return all;
}

const GRegex *tck_form_pattern(const char *pattern) {
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

static const char *find_words(const TckForm *form, const TckConsoleLine *line) {
        if (g_str_has_prefix(line->text, form->words))
                return line->text;
        return line->prompt != line->text && g_str_has_prefix(line->prompt, form->words) ? line->prompt : NULL;
}

gboolean tck_form_matches(const TckForm *form, const TckConsoleLine *line, const char **ret_words,
                          GMatchInfo **ret_match) {
        *ret_words = find_words(form, line);
        *ret_match = NULL;
        if (!*ret_words || !form->pattern)
                return *ret_words != NULL;
        if (g_regex_match(tck_form_pattern(form->pattern), *ret_words, 0, ret_match))
                return TRUE;
        g_clear_pointer(ret_match, g_match_info_unref);
        return FALSE;
}
