/* SPDX-License-Identifier: BSD-2-Clause */
#include "run_words.h"

#include "command.h"
#include "error.h"
#include "number.h"

enum { JOBS_MAX = 1024, TIMEOUT_SECONDS = 10, DESCRIPTORS_MAX = 1023 };

/* ---- parsing ---- */

static TckRunWords given = {.options.timeout = TIMEOUT_SECONDS};

static GOptionEntry entries[] = {
        {"layer", 0, 0, G_OPTION_ARG_STRING, &given.layer, NULL,
         "NAME"}, /* its description is set once all layers have registered themselves */
        {"vmm", 0, 0, G_OPTION_ARG_FILENAME, &given.options.vmm,
         "With the layer of another hypervisor: the program to test (the layer's name)", "PATH"},
        {"connect", 0, 0, G_OPTION_ARG_STRING, &given.options.connect,
         "With --layer libvirt: the libvirt to test (one in this process, with a private root)", "URI"},
        {"arch", 0, 0, G_OPTION_ARG_STRING, &given.scopes.archs,
         "Architectures of the guests, or all: those whose QEMU and probe are here (x86_64)", "NAME,…"},
        {"qemu", 0, 0, G_OPTION_ARG_FILENAME, &given.scopes.qemu.program,
         "QEMU to test, or the folder of a qemu-system-ARCH for each architecture (qemu-system-x86_64)", "PATH"},
        {"qemu-arg", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &given.scopes.qemu.arguments,
         "One more argument for each VM's QEMU, unchanged, after the kit's own; may be repeated", "ARG"},
        {"firmware", 0, 0, G_OPTION_ARG_FILENAME, &given.scopes.qemu.firmware,
         "UEFI firmware: an image for -bios, CODE,VARS for flash, a descriptor's path or name, or auto, the "
         "first descriptor that fits (OVMF)",
         "FIRMWARE"},
        {"machine", 0, 0, G_OPTION_ARG_STRING, &given.scopes.machines,
         "Machine types: QEMU's names, microvm, isapc, old; all: these three and pc,q35 (pc,q35)", "TYPE,…"},
        {"accel", 0, 0, G_OPTION_ARG_STRING, &given.scopes.qemu.accel, "Accelerator: tcg or kvm (tcg)", "NAME"},
        {"boot", 0, 0, G_OPTION_ARG_STRING, &given.scopes.boots,
         "Boot methods: multiboot, efi, pvh, iso, esp; all: the first two (all)", "WAY,…"},
        {"lab", 0, 0, G_OPTION_ARG_STRING, &given.lab,
         "Which cases run in the lab, under the KVM of an emulated machine: auto, those that need a KVM which this "
         "machine lacks; always; never (auto)",
         "WHEN"},
        {"shard", 0, 0, G_OPTION_ARG_STRING, &given.shard,
         "Run the I-th of N parts of the cases (CI_NODE_INDEX of CI_NODE_TOTAL, or TEST_SHARD_INDEX of "
         "TEST_TOTAL_SHARDS, "
         "if they are set)",
         "I/N"},
        {"jobs", 'j', 0, G_OPTION_ARG_STRING, &given.jobs, "VMs in parallel (one more than CPUs)", "N"},
        {"timeout", 0, 0, G_OPTION_ARG_STRING, &given.seconds,
         "Seconds to wait for an answer; six times that for firmware to boot (10)", "SECONDS"},
        {"fresh", 0, 0, G_OPTION_ARG_NONE, &given.options.fresh,
         "Boot a VM for each case, without sharing and snapshots", NULL},
        {"no-retry", 0, 0, G_OPTION_ARG_NONE, &given.options.no_retry, "Do not rerun failed cases alone", NULL},
        {"profile", 0, 0, G_OPTION_ARG_STRING, &given.profile,
         "Profile to conform to, from `list --profile`, or none (that of the hypervisor)", "NAME"},
        {"waive", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &given.waivers, "Apply the waivers of this file; may be repeated",
         "FILE"},
        {"strict", 0, 0, G_OPTION_ARG_NONE, &given.strict, "Known deviations fail the run, too", NULL},
        {"format", 0, 0, G_OPTION_ARG_STRING, &given.format,
         "Print text, tap (version 13) or tap14 (text on a terminal, else tap)", "NAME"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &given.verbose,
         "Print every result on a terminal, too, not only failures", NULL},
        {"color", 0, 0, G_OPTION_ARG_STRING, &given.colour, "Colours: auto, always or never (auto)", "WHEN"},
        {"junit", 0, 0, G_OPTION_ARG_FILENAME, &given.junit, "Write a JUnit report to this file", "FILE"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &given.output,
         "Folder for results.json and the VMs' artifacts (results/RUN)", "DIR"},
        {"guests", 0, 0, G_OPTION_ARG_FILENAME, &given.scopes.qemu.guests, "Folder of the probes' images", "DIR"},
        {"stream", 0, 0, G_OPTION_ARG_STRING, &given.stream,
         "Write what happens, as it happens, to this descriptor, as docs/lab.md describes it", "NUMBER"},
        {"stream-files", 0, 0, G_OPTION_ARG_NONE, &given.stream_files,
         "With --stream: the VMs' files, too, for a receiver on another machine", NULL},
        {"resume", 0, 0, G_OPTION_ARG_NONE, &given.options.resume,
         "Go on with an interrupted run in the folder of --output: what has a result there, of the same kit, "
         "hypervisor and "
         "options, is not run again",
         NULL},
        {"slots", 0, 0, G_OPTION_ARG_STRING, &given.slots,
         "Start VMs only as `pvpanic-tck matrix` permits through this descriptor", "NUMBER"},
        {0},
};

/* Options that a rerun need not repeat, because they are in the result or do not influence it. All others are repeated. */
static const char *const not_repeated[] = {"arch",   "machine", "boot",     "jobs",    "format", "color",
                                           "junit",  "output",  "no-retry", "verbose", "stream", "stream-files",
                                           "resume", "slots",   "shard",    NULL};

TckRunWords *tck_run_words_parse(int *argc, char ***argv) {
        g_autofree char *layers = tck_layer_names();
        g_autofree char *layer = g_strdup_printf(
                "What is tested: QEMU itself, libvirt, or another hypervisor; one of %s (qemu)", layers);

        entries[0].description = layer;
        if (!tck_command_parse(argc, argv, "[PATTERN…]",
                               "Boots the probes, runs the cases and reports, clause by clause, what conforms.",
                               "A pattern is the beginning of a case's name (isa/write), or has wildcards * and ?; "
                               "without\na pattern all cases run. --qemu may name a script that ends in exec.\n\nExit "
                               "status: 0 what was run conforms, 1 something does not, 2 usage, 3 the kit or "
                               "its\nsurroundings broke, 77 everything was skipped; 128 + N after signal N.",
                               entries))
                return NULL;
        given.repeat = tck_command_given(entries, not_repeated);
        return &given;
}

/* ---- the layer ---- */

/* The first option about QEMU that was given; NULL if there is none. */
static const char *qemu_option(const TckQemuOptions *qemu) {
        return qemu->program     ? "--qemu"
               : qemu->arguments ? "--qemu-arg"
               : qemu->firmware  ? "--firmware"
               : qemu->accel     ? "--accel"
                                 : NULL;
}

/* Another hypervisor has its own program, one machine type and one boot method. */
static gboolean check_other(const TckRunWords *words, const TckLayerKind *kind, GError **error) {
        const char *option = qemu_option(&words->scopes.qemu);

        if (option)
                return tck_error_set(error, TCK_ERROR_USAGE, "%s is for QEMU, which --layer %s does not use", option,
                                     kind->name);
        if (words->scopes.machines && !g_str_equal(words->scopes.machines, kind->machine))
                return tck_error_set(error, TCK_ERROR_USAGE, "--layer %s has one machine type, %s, not %s", kind->name,
                                     kind->machine, words->scopes.machines);
        if (words->scopes.boots && !g_str_equal(words->scopes.boots, kind->boot))
                return tck_error_set(error, TCK_ERROR_USAGE, "--layer %s has one boot method, %s, not %s", kind->name,
                                     kind->boot, words->scopes.boots);
        return TRUE;
}

/* Finds the layer; QEMU's if none is named. An option that does not apply to it is an error. */
static gboolean choose_layer(TckRunWords *words, GError **error) {
        TckRunOptions *options = &words->options;
        const TckQemuOptions *qemu = &words->scopes.qemu;

        if (words->layer && !tck_find_layer(words->layer, &options->layer)) {
                g_autofree char *names = tck_layer_names();

                return tck_error_set(error, TCK_ERROR_USAGE, "--layer takes one of %s, not %s", names, words->layer);
        }
        if (options->connect && options->layer != TCK_LAYER_LIBVIRT)
                return tck_error_set(error, TCK_ERROR_USAGE, "--connect belongs to --layer libvirt");
        if (options->vmm && options->layer < TCK_LAYER_OTHERS)
                return tck_error_set(error, TCK_ERROR_USAGE,
                                     "--vmm names another hypervisor's program; for --layer %s use --qemu",
                                     tck_layer_name(options->layer));
        if (options->layer == TCK_LAYER_LIBVIRT && (qemu->arguments || qemu->firmware))
                return tck_error_set(error, TCK_ERROR_USAGE,
                                     "%s belongs to --layer qemu: libvirt builds its domains' command lines itself",
                                     qemu->arguments ? "--qemu-arg" : "--firmware");
        return options->layer < TCK_LAYER_OTHERS || check_other(words, tck_layer_kind(options->layer), error);
}

/* ---- from words to options ---- */

static gboolean one_of(const char *option, const char *value, const char *const *allowed, GError **error) {
        g_autofree char *list = NULL;

        if (!value || g_strv_contains(allowed, value))
                return TRUE;
        list = g_strjoinv(", ", (char **) allowed);
        return tck_error_set(error, TCK_ERROR_USAGE, "%s takes one of %s, not %s", option, list, value);
}

/* In the lab, QEMU uses KVM, and libvirt runs in this program's process. */
static gboolean choose_lab(TckRunWords *words, GError **error) {
        static const char *const uses[] = {
                [TCK_LAB_AUTO] = "auto", [TCK_LAB_ALWAYS] = "always", [TCK_LAB_NEVER] = "never", NULL};
        TckRunOptions *options = &words->options;

        if (!one_of("--lab", words->lab, uses, error))
                return FALSE;
        for (guint use = 0; words->lab && uses[use]; use++)
                if (g_str_equal(words->lab, uses[use]))
                        options->lab = (TckLabUse) use;
        if (options->lab == TCK_LAB_ALWAYS && options->layer >= TCK_LAYER_OTHERS)
                return tck_error_set(error, TCK_ERROR_USAGE, "--lab always is only for the layers qemu and libvirt");
        if (options->lab == TCK_LAB_ALWAYS && options->connect)
                return tck_error_set(error, TCK_ERROR_USAGE,
                                     "--lab always uses a libvirt in the lab and excludes --connect");
        return options->lab != TCK_LAB_ALWAYS || g_strcmp0(words->scopes.qemu.accel, "tcg") != 0 ||
               tck_error_set(error, TCK_ERROR_USAGE, "--lab always uses --accel kvm, not tcg");
}

static gboolean check(TckRunWords *words, GError **error) {
        static const char *const formats[] = {"text", "tap", "tap14", NULL};
        static const char *const accels[] = {"tcg", "kvm", NULL};
        static const char *const colours[] = {"auto", "always", "never", NULL};

        return tck_number_count("-j", words->jobs, 1, JOBS_MAX, &words->options.workers, error) &&
               tck_number_seconds("--timeout", words->seconds, FALSE, &words->options.timeout, error) &&
               one_of("--format", words->format, formats, error) &&
               one_of("--accel", words->scopes.qemu.accel, accels, error) &&
               one_of("--color", words->colour, colours, error) && choose_lab(words, error) &&
               tck_number_count("--stream", words->stream, 3, DESCRIPTORS_MAX, &words->descriptor, error) &&
               tck_number_count("--slots", words->slots, 3, DESCRIPTORS_MAX, &words->slots_descriptor, error) &&
               (words->output || !words->options.resume ||
                tck_error_set(error, TCK_ERROR_USAGE, "--resume needs --output, the folder of the interrupted run"));
}

/* The lab's KVM is that of an emulated x86_64. */
static gboolean check_lab(const TckRunOptions *options, GError **error) {
        for (guint i = 0; options->lab == TCK_LAB_ALWAYS && i < options->scopes->len; i++) {
                const TckArch *arch = ((const TckScope *) options->scopes->pdata[i])->arch;

                if (arch != tck_default_arch())
                        return tck_error_set(error, TCK_ERROR_USAGE, "--lab always is for guests of %s, not of %s",
                                             tck_default_arch()->name, arch->name);
        }
        return TRUE;
}

/* The jobs of all scopes that lack nothing. Removes scopes that have none. */
static GPtrArray *schedule(const TckRunOptions *options, GPtrArray *scopes, char **patterns, GError **error) {
        g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; i < scopes->len;) {
                const TckScope *scope = scopes->pdata[i];
                GPtrArray *own = tck_schedule_jobs(tck_all_cases(), options->layer, (const char *const *) patterns,
                                                   scope->arch, scope->machines, scope->boots, error);

                if (!own)
                        return NULL;
                if (!own->len)
                        g_ptr_array_remove_index(scopes, i);
                else
                        i++;
                if (own->len && scope->missing)
                        g_ptr_array_set_size(own, 0);
                g_ptr_array_extend_and_steal(jobs, own);
        }
        return g_steal_pointer(&jobs);
}

GPtrArray *tck_run_words_jobs(TckRunWords *words, char **patterns, GError **error) {
        TckRunOptions *options = &words->options;
        g_autoptr(GPtrArray) jobs = NULL;
        g_auto(GStrv) variables = g_get_environ();
        GPtrArray *scopes;

        if (!choose_layer(words, error) || !check(words, error) ||
            !tck_shard_read(words->shard, variables, &words->part, error) || !tck_shard_acknowledge(variables, error))
                return NULL;
        words->scopes.layer = options->layer;
        if (!words->scopes.boots)
                words->scopes.boots = tck_layer_kind(options->layer)->boot;
        scopes = tck_scopes_new(&words->scopes, error);
        options->scopes = scopes;
        if (!scopes || !check_lab(options, error) || !(jobs = schedule(options, scopes, patterns, error)))
                return NULL;
        if (scopes->len)
                return tck_shard_jobs(g_steal_pointer(&jobs), &words->part);
        tck_error_set(error, TCK_ERROR_USAGE, "none of these cases applies to these machine types");
        return NULL;
}

gboolean tck_run_words_profile(TckRunWords *words, GError **error) {
        g_autofree char *names = tck_profile_names(words->options.layer);
        const TckProfile *profile = words->profile ? tck_find_profile(words->profile) : NULL;

        words->options.profile = profile;
        if (words->profile && !profile)
                return tck_error_set(error, TCK_ERROR_USAGE, "there is no profile %s; there are %s", words->profile,
                                     names);
        if (profile && !tck_profile_concerns(profile, words->options.layer))
                return tck_error_set(error, TCK_ERROR_USAGE, "the profile %s is not for the layer %s; there are %s",
                                     words->profile, tck_layer_name(words->options.layer), names);
        return TRUE;
}
