/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "case.h"
#include "clause.h"
#include "command.h"

static void explain_clause(const TckClause *clause) {
        printf("clause       %s\n"
               "level        %s\n"
               "source       %s\n"
               "requirement  %s\n",
               clause->id, clause->level, clause->source, clause->requirement);
}

static void explain_case(const TckCase *tested) {
        const TckClause *clause = tck_find_clause(tested->clause);

        printf("case         %s\n"
               "passes if    %s\n",
               tested->name, tested->summary);
        if (clause)
                explain_clause(clause);
        printf("run it       pvpanic-tck run '%s'\n", tested->name);
}

static void explain_clause_and_cases(const TckClause *clause) {
        const GPtrArray *cases = tck_all_cases();

        explain_clause(clause);
        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested = cases->pdata[i];

                if (g_str_equal(tested->clause, clause->id))
                        printf("case         %s\n", tested->name);
        }
        if (clause->no_case)
                printf("no case      %s\n", clause->no_case);
}

int tck_command_explain(int argc, char **argv) {
        const GOptionEntry entries[] = {{0}};

        if (!tck_command_parse(&argc, &argv, "CASE|CLAUSE…",
                               "Tells what a case checks and the clause behind it, or a clause and its cases.", NULL,
                               entries))
                return TCK_EXIT_USAGE;
        if (argc < 2) {
                tck_command_complain("explain what? Name a case or a clause, as in `pvpanic-tck list`");
                return TCK_EXIT_USAGE;
        }
        for (int i = 1; i < argc; i++) {
                const TckCase *tested = tck_find_case(argv[i]);
                const TckClause *clause = tested ? NULL : tck_find_clause(argv[i]);

                if (i > 1)
                        putchar('\n');
                if (tested) {
                        explain_case(tested);
                } else if (clause) {
                        explain_clause_and_cases(clause);
                } else {
                        tck_command_complain("there is no case or clause %s: `pvpanic-tck list` names the cases",
                                             argv[i]);
                        return TCK_EXIT_USAGE;
                }
        }
        return 0;
}
