/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "error.h"
#include "images.h"
#include "matrix_gather.h"
#include "matrix_run.h"
#include "matrix_view.h"
#include "number.h"

enum { JOBS_MAX = 1024 };

#define PATIENCE_SECONDS 600.0

typedef struct {
        char *jobs, *output, *patience;
        gboolean fresh, wait, merge, list;
        guint slots;
        double seconds;
} Words;

static gboolean parse(int *argc, char ***argv, Words *words) {
        const GOptionEntry entries[] = {
                {"jobs", 'j', 0, G_OPTION_ARG_STRING, &words->jobs,
                 "VMs in parallel, of all targets together (one more than CPUs)", "N"},
                {"output", 'o', 0, G_OPTION_ARG_FILENAME, &words->output,
                 "Folder for matrix.json and a folder for each target's results (results/matrix)", "DIR"},
                {"fresh", 0, 0, G_OPTION_ARG_NONE, &words->fresh,
                 "Run everything again, also what has a result in the folder", NULL},
                {"patience", 0, 0, G_OPTION_ARG_STRING, &words->patience,
                 "Seconds without a result, after which a target is given up (600)", "SECONDS"},
                {"wait", 0, 0, G_OPTION_ARG_NONE, &words->wait,
                 "Wait for targets that another matrix runs in the folder, and go on with them", NULL},
                {"merge", 0, 0, G_OPTION_ARG_NONE, &words->merge,
                 "Run nothing: merge and report what other processes have left in the folder", NULL},
                {"list", 0, 0, G_OPTION_ARG_NONE, &words->list,
                 "Run nothing: print each target's name and, after a tab, its constraint", NULL},
                {0},
        };

        return tck_command_parse(
                argc, argv, "[FILE] [TARGET…]",
                "Runs the cases on many targets, which a file lists, with one scheduler, and merges the results.",
                "FILE lists the targets, as docs/matrix.md describes it; its name ends in .ini. Without it, the file "
                "that comes with the\n"
                "kit is used. Without TARGETs, all of its targets run. A run that was interrupted, by any means, is "
                "continued by the "
                "same command.\nSeveral processes, also on several machines, can use one folder, each with its "
                "targets.\n\nExit status: the worst of all targets, as for `run`; a target that is not here "
                "counts "
                "as skipped, or,\nif it was named, as an ERROR, as does one that another process runs.",
                entries);
}

/* ---- the targets ---- */

static gboolean is_file(const char *word) {
        return g_str_has_suffix(word, ".ini");
}

/* That of an installed kit, or that in the source. Free with g_free(). */
static char *shipped_file(void) {
        char *path = tck_shared_file("targets.ini");

        return path ? path : g_build_filename(TCK_SOURCE_DIRECTORY, "docs", "targets.ini", NULL);
}

static const TckMatrixTarget *find(const GPtrArray *targets, const char *name) {
        for (guint i = 0; i < targets->len; i++)
                if (g_str_equal(((const TckMatrixTarget *) targets->pdata[i])->name, name))
                        return targets->pdata[i];
        return NULL;
}

/* The named targets in the order of the file, or all of them. */
static gboolean add_targets(TckMatrix *matrix, const GPtrArray *targets, char **names, GError **error) {
        for (char **name = names; *name; name++)
                if (!find(targets, *name))
                        return tck_error_set(error, TCK_ERROR_USAGE, "%s has no target %s", matrix->file, *name);
        for (guint i = 0; i < targets->len; i++) {
                const TckMatrixTarget *target = targets->pdata[i];

                if (!*names || g_strv_contains((const char *const *) names, target->name))
                        tck_matrix_add(matrix, target, *names != NULL);
        }
        return TRUE;
}

static int list(const TckMatrix *matrix) {
        for (guint i = 0; i < matrix->entries->len; i++) {
                const TckMatrixTarget *target = ((const TckMatrixEntry *) matrix->entries->pdata[i])->target;
                const char *constraint = target->values[TCK_TARGET_CONSTRAINT];

                printf("%s\t%s\n", target->name, constraint ? constraint : "");
        }
        return 0;
}

/* ---- the run ---- */

static gboolean make(TckMatrix *matrix, const Words *words, const TckMatrixFollower *follower, GError **error) {
        if (words->merge)
                return tck_matrix_gather(matrix, follower, error);
        for (guint i = 0; i < matrix->entries->len; i++)
                tck_matrix_entry_prepare(matrix->entries->pdata[i]);
        return tck_matrix_run(matrix, follower, error);
}

static int run(TckMatrix *matrix, const Words *words) {
        g_autoptr(GError) error = NULL;
        gboolean terminal = isatty(STDOUT_FILENO), good;
        const char *no_colour = g_getenv("NO_COLOR");
        TckMatrixView *view;
        TckMatrixFollower follower;

        matrix->fresh = words->fresh;
        matrix->waits = words->wait;
        matrix->patience = (gint64) (words->seconds * G_USEC_PER_SEC);
        view = tck_matrix_view_new(matrix, stdout, terminal, terminal && !(no_colour && *no_colour));
        follower = tck_matrix_view_follower(view);
        good = make(matrix, words, &follower, &error) && tck_matrix_view_end(view, &error);
        tck_matrix_view_free(view);
        return good ? tck_matrix_exit_status(matrix) : tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
}

int tck_command_matrix(int argc, char **argv) {
        static Words words = {.seconds = PATIENCE_SECONDS}; /* there is one command line */
        g_autofree char *file = NULL;
        g_autoptr(GPtrArray) targets = NULL;
        g_autoptr(TckMatrix) matrix = NULL;
        g_autoptr(GError) error = NULL;
        char **names;

        words.slots = g_get_num_processors() + 1;
        if (!parse(&argc, &argv, &words))
                return TCK_EXIT_USAGE;
        if ((words.merge || words.list) && (words.fresh || words.wait))
                return tck_command_complain(TCK_EXIT_USAGE,
                                            "--merge and --list run nothing: leave out --fresh and --wait");
        names = argv + 1;
        file = argc > 1 && is_file(*names) ? g_strdup(*names++) : shipped_file();
        if (tck_number_count("-j", words.jobs, 1, JOBS_MAX, &words.slots, &error) &&
            tck_number_seconds("--patience", words.patience, FALSE, &words.seconds, &error))
                targets = tck_targets_read(file, &error);
        if (targets)
                matrix = tck_matrix_new(file, targets, words.output ? words.output : "results/matrix", words.slots);
        if (!matrix || !add_targets(matrix, targets, names, &error))
                return tck_command_complain(TCK_EXIT_USAGE, "%s", error->message);
        return words.list ? list(matrix) : run(matrix, &words);
}
