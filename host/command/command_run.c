/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arch.h"
#include "claim.h"
#include "command.h"
#include "command_layer.h"
#include "error.h"
#include "number.h"
#include "program.h"
#include "reaper.h"
#include "run.h"
#include "signals.h"
#include "waiver.h"

enum { TIMEOUT_SECONDS = 10, JOBS_MAX = 1024 };

/* The options as they were written, and the numbers among them. */
typedef struct {
        char *qemu, *firmware, *accel, *guests, *machines, *boots, *format, *junit, *output, *colour, *layer, *connect,
                *vmm, *jobs, *seconds, *profile;
        char **waivers;
        char *repeat; /* what a rerun has to repeat */
        GStrv qemu_arguments;
        guint workers;
        double timeout;
        gboolean fresh, no_retry, strict, verbose;
        TckLayer looked_at;
        char **machine_list;
        GPtrArray *boot_list; /* const TckBoot *, NULL at the end */
} Words;

static void words_clear(Words *words) {
        g_free(words->qemu);
        g_free(words->firmware);
        g_free(words->accel);
        g_free(words->guests);
        g_free(words->machines);
        g_free(words->boots);
        g_free(words->format);
        g_free(words->junit);
        g_free(words->output);
        g_free(words->colour);
        g_free(words->layer);
        g_free(words->connect);
        g_free(words->vmm);
        g_free(words->jobs);
        g_free(words->seconds);
        g_free(words->profile);
        g_strfreev(words->waivers);
        g_strfreev(words->machine_list);
        g_clear_pointer(&words->boot_list, g_ptr_array_unref);
        g_free(words->repeat);
        g_strfreev(words->qemu_arguments);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

/* What tells neither the hypervisor nor how the case is run on it, or is told for each result: all else, and what comes to it,
 * is repeated for a rerun. */
static const char *const not_repeated[] = {"machine", "boot",   "jobs",     "format",  "color",
                                           "junit",   "output", "no-retry", "verbose", NULL};

static gboolean parse(int *argc, char ***argv, Words *words) {
        const GOptionEntry entries[] = {
                {"layer", 0, 0, G_OPTION_ARG_STRING, &words->layer,
                 "What is looked at: QEMU by itself, what libvirt makes of it, or another hypervisor: qemu, libvirt or "
                 "cloud-hypervisor (qemu)",
                 "NAME"},
                {"vmm", 0, 0, G_OPTION_ARG_FILENAME, &words->vmm,
                 "With the layer of another hypervisor: the program to test (the layer's name)", "PATH"},
                {"connect", 0, 0, G_OPTION_ARG_STRING, &words->connect,
                 "With --layer libvirt: the libvirt to test (one in this process, with a private root)", "URI"},
                {"qemu", 0, 0, G_OPTION_ARG_FILENAME, &words->qemu, "QEMU to test (qemu-system-x86_64)", "PATH"},
                {"qemu-arg", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words->qemu_arguments,
                 "One more argument for each VM's QEMU, as it is, behind the kit's own; as often as needed", "ARG"},
                {"firmware", 0, 0, G_OPTION_ARG_FILENAME, &words->firmware,
                 "UEFI firmware: an image for -bios, CODE,VARS for flash, a descriptor's path or name, or auto, the "
                 "first descriptor that fits (OVMF)",
                 "FIRMWARE"},
                {"machine", 0, 0, G_OPTION_ARG_STRING, &words->machines,
                 "Machine types, QEMU's names or microvm, isapc and old; all is these and pc,q35 (pc,q35)", "TYPE,…"},
                {"accel", 0, 0, G_OPTION_ARG_STRING, &words->accel, "Accelerator: tcg or kvm (tcg)", "NAME"},
                {"boot", 0, 0, G_OPTION_ARG_STRING, &words->boots,
                 "Ways to boot: multiboot, efi, pvh, iso, esp; all is the first two (all)", "WAY,…"},
                {"jobs", 'j', 0, G_OPTION_ARG_STRING, &words->jobs, "VMs at a time (one a CPU and one more)", "N"},
                {"timeout", 0, 0, G_OPTION_ARG_STRING, &words->seconds,
                 "Seconds to wait for anything; six times that for firmware to boot (10)", "SECONDS"},
                {"fresh", 0, 0, G_OPTION_ARG_NONE, &words->fresh, "Boot a VM for each case: share and restore none",
                 NULL},
                {"no-retry", 0, 0, G_OPTION_ARG_NONE, &words->no_retry,
                 "Do not run what came out badly once more, alone", NULL},
                {"profile", 0, 0, G_OPTION_ARG_STRING, &words->profile,
                 "What it is held to, of those that `list --profile` names, or none (that of what is tested)", "NAME"},
                {"waive", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words->waivers,
                 "Let the failures pass that this file has waivers for; more than once for more files", "FILE"},
                {"strict", 0, 0, G_OPTION_ARG_NONE, &words->strict, "Let deviations on record fail the run too", NULL},
                {"format", 0, 0, G_OPTION_ARG_STRING, &words->format,
                 "Print text, tap (of version 13, which every reader takes) or tap14 (text on a terminal, else tap)",
                 "NAME"},
                {"verbose", 'v', 0, G_OPTION_ARG_NONE, &words->verbose,
                 "Print every result as it comes on a terminal, too, not only what fails", NULL},
                {"color", 0, 0, G_OPTION_ARG_STRING, &words->colour, "Colours: auto, always or never (auto)", "WHEN"},
                {"junit", 0, 0, G_OPTION_ARG_FILENAME, &words->junit, "Write a JUnit report to this file", "FILE"},
                {"output", 0, 0, G_OPTION_ARG_FILENAME, &words->output,
                 "Folder for results.json and what the VMs leave (results/RUN)", "DIR"},
                {"guests", 0, 0, G_OPTION_ARG_FILENAME, &words->guests, "Folder of the probes' images", "DIR"},
                {0},
        };

        gboolean good = tck_command_parse(
                argc, argv, "[PATTERN…]",
                "Boots the probes, drives them through the cases and says, clause by clause, what conforms.",
                "A pattern is a leading part of cases' names (isa/write) or has * and ? in it; without\n"
                "one all cases run. What is named with --qemu may be a script that ends in exec.\n\n"
                "Exit status: 0 what was run conforms, 1 something does not, 2 usage, 3 the kit or its\n"
                "surroundings broke, 77 everything was skipped; 128 + N after signal N.",
                entries);

        words->repeat = good ? tck_command_given(entries, not_repeated) : NULL;
        return good;
}

/* ---- from words to options ---- */

/* "multiboot, efi, pvh, iso, esp" */
static char *boot_names(const TckArch *arch) {
        g_autoptr(GString) names = g_string_new(NULL);

        for (const TckBoot *boot = arch->boots; boot->name; boot++)
                g_string_append_printf(names, "%s%s", names->len ? ", " : "", boot->name);
        return g_strdup(names->str);
}

/* The ways to boot that the text names, each once, in the order of the architecture. */
static gboolean choose_boots(const TckArch *arch, const char *text, GPtrArray *boots, GError **error) {
        g_auto(GStrv) names = g_strsplit(text ? text : "all", ",", -1);
        const char *const *list = (const char *const *) names;

        for (; *list; list++) {
                g_autofree char *known = NULL;

                if (g_str_equal(*list, "all") || tck_arch_boot(arch, *list))
                        continue;
                known = boot_names(arch);
                return tck_command_usage_error(error, "--boot takes %s or all, not %s", known, *list);
        }
        list = (const char *const *) names;
        for (const TckBoot *boot = arch->boots; boot->name; boot++)
                if (g_strv_contains(list, boot->name) || (boot->usual && g_strv_contains(list, "all")))
                        g_ptr_array_add(boots, (gpointer) boot);
        g_ptr_array_add(boots, NULL);
        return TRUE;
}

static gboolean one_of(const char *option, const char *value, const char *const *allowed, GError **error) {
        g_autofree char *list = NULL;

        if (!value || g_strv_contains(allowed, value))
                return TRUE;
        list = g_strjoinv(", ", (char **) allowed);
        return tck_command_usage_error(error, "%s takes one of %s, not %s", option, list, value);
}

static gboolean is_libvirt(const Words *words) {
        return words->looked_at == TCK_LAYER_LIBVIRT;
}

/* The words of which a layer may have no use. */
static TckLayerWords layer_words(const Words *words) {
        return (TckLayerWords){.layer = words->layer,
                               .connect = words->connect,
                               .vmm = words->vmm,
                               .qemu = words->qemu,
                               .firmware = words->firmware,
                               .accel = words->accel,
                               .machines = words->machines,
                               .boots = words->boots,
                               .qemu_arguments = words->qemu_arguments != NULL};
}

static gboolean check(Words *words, GError **error) {
        static const char *const formats[] = {"text", "tap", "tap14", NULL};
        static const char *const accels[] = {"tcg", "kvm", NULL};
        static const char *const colours[] = {"auto", "always", "never", NULL};

        return tck_number_count("-j", words->jobs, 1, JOBS_MAX, &words->workers, error) &&
               tck_number_seconds("--timeout", words->seconds, FALSE, &words->timeout, error) &&
               one_of("--format", words->format, formats, error) && one_of("--accel", words->accel, accels, error) &&
               one_of("--color", words->colour, colours, error);
}

/* ---- the folder ---- */

/* Where there is no room for results/, a rerun needs a folder of its own, too. Free with g_free(). */
static char *options_to_repeat(const Words *words) {
        g_autoptr(GString) options = g_string_new(words->repeat);
        g_autofree char *below = words->output ? g_build_filename(words->output, "rerun", NULL) : NULL;

        if (below && g_access("results", W_OK) < 0 && g_access(".", W_OK) < 0) {
                g_string_append(options, " --output");
                tck_shell_append(options, below);
        }
        return g_strdup(options->str);
}

/* Points results/latest to the newest run; a convenience, whose failure does not matter. */
static void point_latest(const char *id) {
        (void) !unlink("results/latest");
        (void) !symlink(id, "results/latest");
}

static gboolean prepare(TckRun *run, const Words *words, GError **error) {
        g_autofree char *when = g_date_time_format(run->began, "%Y%m%d-%H%M%S");
        g_autofree char *folder = g_strdup_printf("%s-%d", when, (int) getpid());

        run->id = g_strdup_printf("pvpanic-tck-%s", folder);
        run->directory = words->output ? g_strdup(words->output) : g_build_filename("results", folder, NULL);
        run->program = tck_program_command();
        run->options = options_to_repeat(words);
        run->strict = words->strict;
        if (g_mkdir_with_parents(run->directory, 0755) < 0 || g_access(run->directory, W_OK) < 0) {
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT,
                            "cannot write results to %s: %s; choose another folder with --output", run->directory,
                            g_strerror(errno));
                return FALSE;
        }
        if (!words->output)
                point_latest(folder);
        return TRUE;
}

/* ---- the run ---- */

static gboolean wants_colour(const Words *words, gboolean terminal) {
        const char *no_color = g_getenv("NO_COLOR");

        if (words->colour && !g_str_equal(words->colour, "auto"))
                return g_str_equal(words->colour, "always");
        return terminal && !(no_color && *no_color);
}

static void free_report(gpointer data) {
        TckReport *report = data;

        report->free(report);
}

static GPtrArray *make_reports(const TckRun *run, const Words *words) {
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
        return reports;
}

/* Lets every report come to its end, whatever became of the others. */
static gboolean end_reports(const GPtrArray *reports, const TckRun *run) {
        gboolean good = TRUE;

        for (guint i = 0; i < reports->len; i++) {
                TckReport *report = reports->pdata[i];
                g_autoptr(GError) error = NULL;

                if (!report->end(report, run, &error)) {
                        tck_command_complain("%s", error->message);
                        good = FALSE;
                }
        }
        return good;
}

static int run_and_report(TckRun *run, const TckRunOptions *options, GPtrArray *jobs, const Words *words) {
        g_autoptr(GPtrArray) reports = make_reports(run, words);
        g_autoptr(GError) error = NULL;

        if (!tck_run(run, options, jobs, reports, &error))
                tck_command_complain("%s", error->message);
        if (!end_reports(reports, run))
                return TCK_EXIT_ERROR;
        return tck_signals_caught() ? 128 + tck_signals_caught() : tck_run_exit_status(run);
}

static GStrv all_machines(const TckArch *arch) {
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();

        for (const TckMachine *machine = arch->machines; machine->name; machine++)
                g_strv_builder_add(names, machine->name);
        return g_strv_builder_end(names);
}

/* A machine type is QEMU's affair, and libvirt's cases are the same on all. */
static GStrv choose_machines(const TckArch *arch, const Words *words) {
        const char *only = tck_layer_kind(words->looked_at)->machine;
        const char *usual = only ? only : is_libvirt(words) ? arch->machines[0].name : arch->usual_machines;
        GStrv named = g_strsplit(words->machines ? words->machines : usual, ",", -1);

        if (!g_strv_contains((const char *const *) named, "all"))
                return named;
        g_strfreev(named);
        return all_machines(arch);
}

/* The jobs that the patterns, machines and boots make. */
static GPtrArray *choose_jobs(Words *words, char **patterns, GError **error) {
        GPtrArray *jobs;
        const TckLayerWords named = layer_words(words);

        if (!tck_command_choose_layer(&named, &words->looked_at, error) || !check(words, error))
                return NULL;
        words->machine_list = choose_machines(tck_default_arch(), words);
        words->boot_list = g_ptr_array_new();
        if (!choose_boots(tck_default_arch(), words->boots ? words->boots : tck_layer_kind(words->looked_at)->boot,
                          words->boot_list, error))
                return NULL;
        jobs = tck_schedule_jobs(tck_all_cases(), words->looked_at, (const char *const *) patterns, tck_default_arch(),
                                 (const char *const *) words->machine_list,
                                 (const TckBoot *const *) words->boot_list->pdata, error);
        if (jobs && !jobs->len) {
                tck_command_usage_error(error, "none of these cases concerns these machine types");
                g_clear_pointer(&jobs, g_ptr_array_unref);
        }
        return jobs;
}

/* The profile that the user named, in *ret_profile; left alone if there is none. */
static gboolean choose_profile(const Words *words, const TckProfile **ret_profile, GError **error) {
        g_autofree char *names = NULL;

        if (!words->profile)
                return TRUE;
        *ret_profile = tck_find_profile(words->profile);
        names = tck_profile_names(words->looked_at);
        if (!*ret_profile)
                return tck_command_usage_error(error, "there is no profile %s; there are %s", words->profile, names);
        if (!tck_profile_concerns(*ret_profile, words->looked_at))
                return tck_command_usage_error(error, "the profile %s is not about the layer %s; there are %s",
                                               words->profile, tck_layer_name(words->looked_at), names);
        return TRUE;
}

static gboolean read_waivers(TckRun *run, const Words *words, GError **error) {
        run->waivers = words->waivers ? tck_waivers_new() : NULL;
        for (char **path = words->waivers; path && *path; path++)
                if (!tck_waivers_read(run->waivers, *path, run->began, error))
                        return FALSE;
        return TRUE;
}

/* A CPU idles while its VM waits for us, and while QEMU ends: one VM more takes up what is left of all of them. Each of libvirt's
 * is more than a VM. */
static guint default_workers(TckLayer layer) {
        return g_get_num_processors() + (layer == TCK_LAYER_QEMU);
}

int tck_command_run(int argc, char **argv) {
        g_auto(Words) words = {.timeout = TIMEOUT_SECONDS};
        g_autoptr(TckRun) run = tck_run_new();
        g_autoptr(GPtrArray) jobs = NULL;
        g_autoptr(GError) error = NULL;
        TckRunOptions options = {0};

        if (!parse(&argc, &argv, &words))
                return TCK_EXIT_USAGE;
        jobs = choose_jobs(&words, argv + 1, &error);
        if (!jobs || !choose_profile(&words, &options.profile, &error) || !read_waivers(run, &words, &error)) {
                tck_command_complain("%s; see `pvpanic-tck run --help`", error->message);
                return TCK_EXIT_USAGE;
        }
        if (is_libvirt(&words) && !words.connect)
                tck_run_under_reaper();
        if (!prepare(run, &words, &error)) {
                tck_command_complain("%s", error->message);
                return TCK_EXIT_ERROR;
        }
        options.qemu = (TckQemuOptions){.program = words.qemu,
                                        .firmware = words.firmware,
                                        .accel = words.accel,
                                        .guests = words.guests,
                                        .arguments = (const char *const *) words.qemu_arguments};
        options.layer = words.looked_at;
        options.machines = (const char *const *) words.machine_list;
        options.arch = tck_default_arch();
        options.boots = (const TckBoot *const *) words.boot_list->pdata;
        options.connect = words.connect;
        options.vmm = words.vmm;
        options.workers = words.workers ? words.workers : default_workers(options.layer);
        options.timeout = words.timeout;
        options.fresh = words.fresh;
        options.no_retry = words.no_retry;
        tck_signals_cancel();
        return run_and_report(run, &options, g_steal_pointer(&jobs), &words);
}
