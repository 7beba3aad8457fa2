/* SPDX-License-Identifier: BSD-2-Clause */
#include "clause.h"

#include "registry.h"
#include "table.h"

static gpointer read_clause(G_GNUC_UNUSED const GPtrArray *before, GKeyFile *table, const char *id) {
        static const char *const levels[] = {"spec", "impl", "firmware", NULL};
        TckClause *clause = g_new0(TckClause, 1);

        clause->id = g_intern_string(id);
        clause->level = tck_table_text(table, id, "level");
        clause->source = tck_table_text(table, id, "source");
        clause->requirement = tck_table_text(table, id, "requirement");
        clause->advice = tck_table_text(table, id, "advice");
        clause->fixed_by = tck_table_text(table, id, "fixed-by");
        clause->no_case = tck_table_text(table, id, "no-case");
        if (!g_strv_contains(levels, clause->level))
                tck_table_mistake("clauses.ini", id, "there is no level", clause->level);
        return clause;
}

const GPtrArray *tck_all_clauses(void) {
        static const TckTableKey keys[] = {{"level", FALSE},
                                           {"source", FALSE},
                                           {"requirement", FALSE},
                                           {"advice", FALSE},
                                           {"fixed-by", TRUE},
                                           {"no-case", TRUE},
                                           {0}};
        static GPtrArray *clauses;

        return tck_table_entries(&clauses, "clauses.ini", keys, read_clause);
}

const TckClause *tck_find_clause(const char *id) {
        return tck_registry_find(tck_all_clauses(), id);
}
