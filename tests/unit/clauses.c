/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of clauses: all of it is read, and a mistake in it stops the program with a message that says where. */
#include "clause.h"

#include "case.h"
#include "common.h"

/* Advice consists of sentences, and is more than the requirement. */
static void assert_advice(const TckClause *clause) {
        if (strlen(clause->advice) < 20 || !g_str_has_suffix(clause->advice, ".") || strchr(clause->advice, '|') ||
            g_str_equal(clause->advice, clause->requirement))
                g_error("[%s]: \"%s\" is no advice", clause->id, clause->advice);
        g_assert_true(g_utf8_validate(clause->advice, -1, NULL));
        g_assert_true(!clause->fixed_by || !g_str_has_suffix(clause->fixed_by, "."));
}

static void test_table(void) {
        const GPtrArray *clauses = tck_all_clauses();

        g_assert_cmpuint(clauses->len, >, 0);
        for (guint i = 0; i < clauses->len; i++) {
                const TckClause *clause = clauses->pdata[i];

                g_assert_true(tck_find_clause(clause->id) == clause);
                g_assert_true(g_utf8_validate(clause->requirement, -1, NULL));
                g_assert_null(strchr(clause->requirement, '\n'));
                assert_advice(clause);
        }
        g_assert_null(tck_find_clause("no.such.clause"));
}

/* A clause without a case says why, and one with a case does not. */
static void test_cases(void) {
        const GPtrArray *clauses = tck_all_clauses(), *cases = tck_all_cases();
        g_autoptr(GHashTable) tested = g_hash_table_new(g_str_hash, g_str_equal);

        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested_by = cases->pdata[i];

                if (!tck_find_clause(tested_by->clause))
                        g_error("%s: there is no clause %s", tested_by->name, tested_by->clause);
                g_hash_table_add(tested, (gpointer) tested_by->clause);
        }
        for (guint i = 0; i < clauses->len && cases->len; i++) {
                const TckClause *clause = clauses->pdata[i];

                if (g_hash_table_contains(tested, clause->id) == (clause->no_case != NULL))
                        g_error("[%s]: has to have a case or else a no-case", clause->id);
        }
}

/* ---- mistakes ---- */

static const struct {
        const char *name, *text, *complaint;
} mistakes[] = {
        {"no-group", "level=spec\n", "*docs/clauses.ini: *"},
        {"no-source", "[a]\nlevel=spec\nrequirement=r\n", "*docs/clauses.ini, [a]: *source*"},
        {"no-requirement", "[a]\nlevel=spec\nsource=s\nrequirement=\n", "*docs/clauses.ini, [a]: * is empty*"},
        {"no-advice", "[a]\nlevel=spec\nsource=s\nrequirement=r\n", "*docs/clauses.ini, [a]: *advice*"},
        {"no-fix", "[a]\nlevel=spec\nsource=s\nrequirement=r\nadvice=a\nfixed-by=\n",
         "*docs/clauses.ini, [a]: * is empty*"},
        {"level", "[a]\nlevel=law\nsource=s\nrequirement=r\nadvice=a\n",
         "*docs/clauses.ini, [a]: there is no level law*"},
        {"key", "[a]\nlevel=spec\nsource=s\nrequirement=r\nnocase=n\n",
         "*docs/clauses.ini, [a]: there is no key nocase*"},
        {"twice",
         "[a]\nlevel=spec\nsource=s\nrequirement=r\nadvice=a\n[b]\nlevel=spec\nsource=s\nrequirement=r\nadvice=a\n[a]"
         "\n",
         "*docs/clauses.ini, line 11: [a] is a duplicate*"},
};

/* Runs in a separate process, in which GLib replaces the built-in file. */
static void test_mistake(gconstpointer data) {
        guint number = GPOINTER_TO_UINT(data);
        g_autofree char *overlay = NULL;
        char *path;

        if (g_test_subprocess()) {
                tck_all_clauses();
                return;
        }
        path = make_scratch("clauses.ini");
        overlay = g_strdup_printf("/pvpanic-tck/clauses.ini=%s", path);
        g_assert_true(g_file_set_contents(path, mistakes[number].text, -1, NULL));
        g_setenv("G_RESOURCE_OVERLAYS", overlay, TRUE);
        g_test_trap_subprocess(NULL, 0, 0);
        g_unsetenv("G_RESOURCE_OVERLAYS");
        remove_scratch(path);
        g_test_trap_assert_failed();
        g_test_trap_assert_stderr(mistakes[number].complaint);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/clauses/table", test_table);
        g_test_add_func("/clauses/cases", test_cases);
        for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
                g_autofree char *path = g_strdup_printf("/clauses/mistake/%s", mistakes[i].name);

                g_test_add_data_func(path, GUINT_TO_POINTER(i), test_mistake);
        }
        return g_test_run();
}
