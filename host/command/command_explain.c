/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "case.h"
#include "clause.h"
#include "command.h"
#include "program.h"

static void explain_clause(const TckClause *clause) {
        printf("clause       %s\n"
               "level        %s\n"
               "source       %s\n"
               "requirement  %s\n"
               "advice       %s\n",
               clause->id, clause->level, clause->source, clause->requirement, clause->advice);
        if (clause->fixed_by)
                printf("fixed by     %s\n", clause->fixed_by);
}

static void explain_case(const TckCase *tested) {
        g_autofree char *program = tck_program_command();
        const TckClause *clause = tck_find_clause(tested->clause);
        TckLayer layer = tck_case_layer(tested);
        gboolean usual = layer == TCK_LAYER_QEMU;

        printf("case         %s\n"
               "passes if    %s\n",
               tested->name, tested->summary);
        if (clause)
                explain_clause(clause);
        printf("run it       %s run %s%s%s%s\n", program, usual ? "" : "--layer ", usual ? "" : tck_layer_name(layer),
               usual ? "" : " ", tested->name);
}

static void print_cases(const TckClause *clause, const char *before, const char *after) {
        const GPtrArray *cases = tck_all_cases();

        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested = cases->pdata[i];

                if (g_str_equal(tested->clause, clause->id))
                        printf("%s%s%s", before, tested->name, after);
        }
}

static void explain_clause_and_cases(const TckClause *clause) {
        explain_clause(clause);
        print_cases(clause, "case         ", "\n");
        if (clause->no_case)
                printf("no case      %s\n", clause->no_case);
}

/* In Markdown: docs/clauses.md, which `make trace` holds to it. */
static void print_table(void) {
        const GPtrArray *clauses = tck_all_clauses();

        printf("# The clauses, and the cases for each\n\n"
               "Made by `pvpanic-tck explain --table` of docs/clauses.ini and the cases: %u clauses, %u cases.\n\n"
               "| clause | level | requirement | advice | source | cases |\n|---|---|---|---|---|---|\n",
               clauses->len, tck_all_cases()->len);
        for (guint i = 0; i < clauses->len; i++) {
                const TckClause *clause = clauses->pdata[i];

                printf("| %s | %s | %s | %s%s%s%s | %s | ", clause->id, clause->level, clause->requirement,
                       clause->advice, clause->fixed_by ? " (Fixed by " : "", clause->fixed_by ? clause->fixed_by : "",
                       clause->fixed_by ? ".)" : "", clause->source);
                if (clause->no_case)
                        printf("none: %s", clause->no_case);
                print_cases(clause, "", " ");
                puts("|");
        }
}

static int explain(const char *name) {
        const TckCase *tested = tck_find_case(name);
        const TckClause *clause = tested ? NULL : tck_find_clause(name);

        if (tested)
                explain_case(tested);
        else if (clause)
                explain_clause_and_cases(clause);
        else
                return tck_command_complain(TCK_EXIT_USAGE,
                                            "there is no case or clause %s: `pvpanic-tck list` names the cases", name);
        return 0;
}

static gboolean table;

static const GOptionEntry entries[] = {
        {"table", 0, 0, G_OPTION_ARG_NONE, &table, "Print all clauses with their cases, as Markdown", NULL},
        {0},
};

int tck_command_explain(int argc, char **argv) {
        int status = 0;

        if (!tck_command_parse(&argc, &argv, "CASE|CLAUSE…",
                               "Tells what a case checks and the clause behind it, or a clause and its cases.",
                               "Exit status: 0, 2 usage.", entries))
                return TCK_EXIT_USAGE;
        if (table && argc < 2) {
                print_table();
                return 0;
        }
        if (argc < 2)
                return tck_command_complain(TCK_EXIT_USAGE,
                                            "explain what? Name cases or clauses, as in `pvpanic-tck list`");
        for (int i = 1; i < argc && !status; i++) {
                if (i > 1)
                        putchar('\n');
                status = explain(argv[i]);
        }
        return status;
}
