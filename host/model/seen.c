/* SPDX-License-Identifier: BSD-2-Clause */
#include "seen.h"

#include <string.h>

#include "table.h"

static const char first_half[] = "expected ", second_half[] = ", saw ";

static char *complain(const char *pattern) {
        const char *half = strstr(pattern, second_half);

        if (!g_str_has_prefix(pattern, first_half) || !half)
                return g_strdup_printf("seen has to have the form \"expected ..., saw ...\", not %s", pattern);
        if (strchr("*?,", pattern[strlen(first_half)]) || !half[strlen(second_half)] ||
            strchr("*?", half[strlen(second_half)]))
                return g_strdup_printf("both values in seen have to begin with text, not with *: %s", pattern);
        return NULL;
}

char *tck_seen_text(const TckOutcome *outcome) {
        if (!outcome->expected || !outcome->seen)
                return NULL;
        return g_strconcat(first_half, outcome->expected, second_half, outcome->seen, NULL);
}

char *tck_seen_read(TckSeen *seen, GKeyFile *table, const char *group) {
        seen->cases = tck_table_list(table, group, "cases");
        seen->vms = tck_table_list(table, group, "vms");
        seen->pattern = tck_table_text(table, group, "seen");
        return complain(seen->pattern);
}

void tck_seen_clear(TckSeen *seen) {
        g_strfreev(seen->cases);
        g_strfreev(seen->vms);
        g_free(seen->pattern);
}

static gboolean matches_any(const char *name, char **patterns) {
        for (; *patterns; patterns++)
                if (tck_case_matches(name, *patterns))
                        return TRUE;
        return FALSE;
}

gboolean tck_seen_has(const TckSeen *seen, const char *case_name, const char *vm, const char *text) {
        return matches_any(case_name, seen->cases) && (!seen->vms || matches_any(vm, seen->vms)) &&
               (!text || g_pattern_match_simple(seen->pattern, text));
}
