/* SPDX-License-Identifier: BSD-2-Clause */
#include "seen.h"

#include <string.h>

static const char first_half[] = "expected ", second_half[] = ", saw ";

char *tck_seen_complaint(const char *pattern) {
        const char *half = strstr(pattern, second_half);

        if (!g_str_has_prefix(pattern, first_half) || !half)
                return g_strdup_printf("seen is to have the form \"expected ..., saw ...\", not %s", pattern);
        if (strchr("*?,", pattern[strlen(first_half)]) || !half[strlen(second_half)] ||
            strchr("*?", half[strlen(second_half)]))
                return g_strdup_printf("seen says nothing where it begins with *: %s", pattern);
        return NULL;
}

char *tck_seen_text(const TckOutcome *outcome) {
        if (!outcome->expected || !outcome->seen)
                return NULL;
        return g_strconcat(first_half, outcome->expected, second_half, outcome->seen, NULL);
}

gboolean tck_seen_matches(const char *pattern, const char *text) {
        return g_pattern_match_simple(pattern, text);
}
