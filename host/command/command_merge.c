/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "json.h"
#include "results_target.h"
#include "shards_files.h"
#include "shards_run.h"

static gboolean is_same(const char *one, const char *other) {
        g_autofree char *first = realpath(one, NULL), *second = realpath(other, NULL);

        return first && g_strcmp0(first, second) == 0;
}

/* The shards' own results stay as they are. */
static gboolean check_folder(const TckShards *shards, const char *folder, GError **error) {
        for (guint i = 0; i < shards->shards->len; i++) {
                const TckResultsShard *shard = shards->shards->pdata[i];

                if (is_same(shard->directory, folder))
                        return tck_error_set(error, TCK_ERROR_USAGE,
                                             "%s has the results of a shard; choose another folder with --output",
                                             folder);
        }
        return TRUE;
}

static gboolean write_results(const TckShards *shards, const TckRun *run, const char *folder, GError **error) {
        g_autoptr(JsonNode) root = json_node_alloc();
        g_autofree char *path = g_build_filename(folder, "results.json", NULL), *text = NULL, *lines = NULL;

        json_node_init_object(root, tck_shards_results(shards, run));
        text = tck_json_pretty(root);
        lines = g_strconcat(text, "\n", NULL);
        return tck_write_file(path, lines, strlen(lines), error);
}

static void print(const TckShards *shards, const TckRun *run, const char *folder) {
        g_autofree char *claim = tck_run_claim_text(run), *profile = tck_run_profile_text(run);

        for (guint i = 0; i < shards->different->len; i++)
                printf("%s; the worst counts\n", (const char *) shards->different->pdata[i]);
        printf("%s: %u results of %u shards; %u were in several of them, and count once\n", claim, run->results->len,
               shards->shards->len, shards->common);
        printf("profile: %s\nmerged results: %s/results.json\n", profile, folder);
}

/* The exit status, or -1 with an error. */
static int merge(char **places, const char *folder, GError **error) {
        g_autoptr(GPtrArray) targets = tck_results_targets_load((const char *const *) places, FALSE, error);
        g_autoptr(TckShards) shards = targets ? tck_shards_merge(targets, error) : NULL;
        g_autoptr(TckRun) run = shards ? tck_shards_run(shards) : NULL;

        if (!run || !check_folder(shards, folder, error) || !tck_make_folder(folder, 0755, error) ||
            !tck_shards_keep_files(shards, folder, error) || !write_results(shards, run, folder, error))
                return -1;
        print(shards, run, folder);
        return tck_run_exit_status(run);
}

int tck_command_merge(int argc, char **argv) {
        g_autofree char *output = NULL;
        const GOptionEntry entries[] = {
                {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
                 "Folder for the merged results.json and the files of the VMs (results/merged)", "DIR"},
                {0},
        };
        g_autoptr(GError) error = NULL;
        int status;

        if (!tck_command_parse(
                    &argc, &argv, "RESULTS…",
                    "Merges the shards of a run (`run --shard I/N`) into one run: all of them, in any order.",
                    "RESULTS are the folders of the shards, or their results.json. Results that all shards "
                    "have, because their\n"
                    "cases are mandatory, count once, with the worst verdict. The merged run can be "
                    "reported, compared and packed\n"
                    "like any other.\n\n"
                    "Exit status: that of the whole run, as for `run`; 2 usage, or these are not the shards "
                    "of one run; 3 a shard\n"
                    "is missing, or something cannot be read or written.",
                    entries))
                return TCK_EXIT_USAGE;
        if (argc < 2)
                return tck_command_complain(TCK_EXIT_USAGE, "merge needs the folders of the shards");
        status = merge(argv + 1, output ? output : "results/merged", &error);
        if (status >= 0)
                return status;
        return tck_command_complain(g_error_matches(error, TCK_ERROR, TCK_ERROR_USAGE) ? TCK_EXIT_USAGE
                                                                                       : TCK_EXIT_ERROR,
                                    "%s", error->message);
}
