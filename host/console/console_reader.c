/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_reader.h"

#include <string.h>

#include "console_pattern.h"
#include "registry.h"

static GPtrArray *all;

void tck_register_console_reader(const TckReader *reader) {
        tck_registry_add(&all, reader);
}

const GPtrArray *tck_console_readers(void) {
        return all;
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
        if (g_regex_match(tck_console_pattern(form->pattern), *ret_words, 0, ret_match))
                return TRUE;
        g_clear_pointer(ret_match, g_match_info_unref);
        return FALSE;
}
