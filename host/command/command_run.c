/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "result.h"
#include "command.h"
#include "error.h"
#include "program.h"
#include "reaper.h"
#include "run_words.h"
#include "signals.h"
#include "waiver.h"

/* ---- the folder ---- */

/* If results/ cannot be written, a rerun also needs --output. Free with g_free(). */
static char *options_to_repeat(const TckRunWords *words) {
        g_autoptr(GString) options = g_string_new(words->repeat);
        g_autofree char *below = words->output ? g_build_filename(words->output, "rerun", NULL) : NULL;

        if (below && g_access("results", W_OK) < 0 && g_access(".", W_OK) < 0) {
                g_string_append(options, " --output");
                tck_shell_append(options, below);
        }
        return g_strdup(options->str);
}

/* Points results/latest to this run. A failure does not matter. */
static void point_latest(const char *id) {
        (void) !unlink("results/latest");
        (void) !symlink(id, "results/latest");
}

static gboolean prepare(TckRun *run, const TckRunWords *words, GError **error) {
        g_autofree char *when = g_date_time_format(run->began, "%Y%m%d-%H%M%S");
        g_autofree char *folder = g_strdup_printf("%s-%d", when, (int) getpid());

        run->id = g_strdup_printf("pvpanic-tck-%s", folder);
        run->directory = words->output ? g_strdup(words->output) : g_build_filename("results", folder, NULL);
        run->program = tck_program_command();
        run->options = options_to_repeat(words);
        run->strict = words->strict;
        if (words->part.total)
                run->shard = g_strdup_printf("%u/%u", words->part.number, words->part.total);
        if (g_mkdir_with_parents(run->directory, 0755) < 0 || g_access(run->directory, W_OK) < 0)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                     "cannot write results to %s: %s; choose another folder with --output",
                                     run->directory, g_strerror(errno));
        if (!words->output)
                point_latest(folder);
        return TRUE;
}

/* ---- the run ---- */

static gboolean wants_colour(const TckRunWords *words, gboolean terminal) {
        const char *no_color = g_getenv("NO_COLOR");

        if (words->colour && !g_str_equal(words->colour, "auto"))
                return g_str_equal(words->colour, "always");
        return terminal && !(no_color && *no_color);
}

static void free_report(gpointer data) {
        TckReport *report = data;

        report->free(report);
}

static GPtrArray *make_reports(const TckRun *run, const TckRunWords *words) {
        GPtrArray *reports = g_ptr_array_new_with_free_func(free_report);
        gboolean terminal = isatty(STDOUT_FILENO);
        gboolean text = words->format ? g_str_equal(words->format, "text") : terminal;
        guint version = g_strcmp0(words->format, "tap14") == 0 ? 14 : 13;
        g_autofree char *json = g_build_filename(run->directory, "results.json", NULL);

        g_ptr_array_add(reports, text ? tck_report_text_new(stdout, terminal, wants_colour(words, terminal),
                                                            words->verbose || !terminal)
                                      : tck_report_tap_new(stdout, version));
        g_ptr_array_add(reports, tck_report_json_new(json));
        if (words->junit)
                g_ptr_array_add(reports, tck_report_junit_new(words->junit));
        if (words->descriptor)
                g_ptr_array_add(reports, tck_report_stream_new((int) words->descriptor, words->stream_files));
        return reports;
}

/* Ends every report, even if others failed. */
static gboolean end_reports(const GPtrArray *reports, const TckRun *run) {
        gboolean good = TRUE;

        for (guint i = 0; i < reports->len; i++) {
                TckReport *report = reports->pdata[i];
                g_autoptr(GError) error = NULL;

                if (!report->end(report, run, &error)) {
                        tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
                        good = FALSE;
                }
        }
        return good;
}

static int run_and_report(TckRun *run, GPtrArray *jobs, const TckRunWords *words) {
        g_autoptr(GPtrArray) reports = make_reports(run, words);
        g_autoptr(GError) error = NULL;

        if (!tck_run(run, &words->options, jobs, reports, &error))
                tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
        if (!end_reports(reports, run))
                return TCK_EXIT_ERROR;
        return tck_signals_caught() ? 128 + tck_signals_caught() : tck_run_exit_status(run);
}

static gboolean read_waivers(TckRun *run, const TckRunWords *words, GError **error) {
        run->waivers = words->waivers ? tck_waivers_new() : NULL;
        for (char **path = words->waivers; path && *path; path++)
                if (!tck_waivers_read(run->waivers, *path, run->began, error))
                        return FALSE;
        return TRUE;
}

/* A CPU is idle while its VM waits for the harness and while QEMU ends: one more VM uses that time. A libvirt domain is more work than a
 * VM. */
static guint default_workers(TckLayer layer) {
        return g_get_num_processors() + (layer == TCK_LAYER_QEMU);
}

/* No VM gets them. */
static gboolean open_descriptors(TckRunWords *words, GError **error) {
        const guint numbers[] = {words->descriptor, words->slots_descriptor};

        for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
                if (numbers[i] && fcntl((int) numbers[i], F_SETFD, FD_CLOEXEC) < 0)
                        return tck_error_set_errno(error, "descriptor %u cannot be used", numbers[i]);
        if (words->slots_descriptor)
                words->options.slots = tck_slots_new((int) words->slots_descriptor);
        return TRUE;
}

int tck_command_run(int argc, char **argv) {
        TckRunWords *words = tck_run_words_parse(&argc, &argv);
        g_autoptr(TckRun) run = tck_run_new();
        g_autoptr(GPtrArray) jobs = NULL;
        g_autoptr(GError) error = NULL;

        if (!words)
                return TCK_EXIT_USAGE;
        jobs = tck_run_words_jobs(words, argv + 1, &error);
        if (!jobs || !tck_run_words_profile(words, &error) || !read_waivers(run, words, &error))
                return tck_command_complain(TCK_EXIT_USAGE, "%s; see `pvpanic-tck run --help`", error->message);
        if (words->options.layer == TCK_LAYER_LIBVIRT && !words->options.connect)
                tck_run_under_reaper();
        if (!prepare(run, words, &error))
                return tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
        if (!words->options.workers)
                words->options.workers = default_workers(words->options.layer);
        if (!open_descriptors(words, &error))
                return tck_command_complain(TCK_EXIT_USAGE, "%s", error->message);
        tck_signals_cancel();
        return run_and_report(run, g_steal_pointer(&jobs), words);
}
