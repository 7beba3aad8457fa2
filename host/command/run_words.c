/* SPDX-License-Identifier: BSD-2-Clause */
#include "run_words.h"

#include <string.h>

#include "command.h"
#include "command_layer.h"
#include "number.h"
#include "registry.h"

enum { JOBS_MAX = 1024 };

void tck_run_words_clear(TckRunWords *words) {
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
        g_free(words->arch);
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

/* ---- parsing ---- */

/* There is one command line. */
static TckRunWords parsed;

static const GOptionEntry entries[] = {
        {"layer", 0, 0, G_OPTION_ARG_STRING, &parsed.layer,
         "What is looked at: QEMU by itself, what libvirt makes of it, or another hypervisor: qemu, libvirt or "
         "cloud-hypervisor (qemu)",
         "NAME"},
        {"vmm", 0, 0, G_OPTION_ARG_FILENAME, &parsed.vmm,
         "With the layer of another hypervisor: the program to test (the layer's name)", "PATH"},
        {"connect", 0, 0, G_OPTION_ARG_STRING, &parsed.connect,
         "With --layer libvirt: the libvirt to test (one in this process, with a private root)", "URI"},
        {"arch", 0, 0, G_OPTION_ARG_STRING, &parsed.arch, "Architecture of the guests (x86_64)", "NAME"},
        {"qemu", 0, 0, G_OPTION_ARG_FILENAME, &parsed.qemu, "QEMU to test (qemu-system-x86_64)", "PATH"},
        {"qemu-arg", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &parsed.qemu_arguments,
         "One more argument for each VM's QEMU, as it is, behind the kit's own; as often as needed", "ARG"},
        {"firmware", 0, 0, G_OPTION_ARG_FILENAME, &parsed.firmware,
         "UEFI firmware: an image for -bios, CODE,VARS for flash, a descriptor's path or name, or auto, the "
         "first descriptor that fits (OVMF)",
         "FIRMWARE"},
        {"machine", 0, 0, G_OPTION_ARG_STRING, &parsed.machines,
         "Machine types, QEMU's names or microvm, isapc and old; all is these and pc,q35 (pc,q35)", "TYPE,…"},
        {"accel", 0, 0, G_OPTION_ARG_STRING, &parsed.accel, "Accelerator: tcg or kvm (tcg)", "NAME"},
        {"boot", 0, 0, G_OPTION_ARG_STRING, &parsed.boots,
         "Ways to boot: multiboot, efi, pvh, iso, esp; all is the first two (all)", "WAY,…"},
        {"jobs", 'j', 0, G_OPTION_ARG_STRING, &parsed.jobs, "VMs at a time (one a CPU and one more)", "N"},
        {"timeout", 0, 0, G_OPTION_ARG_STRING, &parsed.seconds,
         "Seconds to wait for anything; six times that for firmware to boot (10)", "SECONDS"},
        {"fresh", 0, 0, G_OPTION_ARG_NONE, &parsed.fresh, "Boot a VM for each case: share and restore none", NULL},
        {"no-retry", 0, 0, G_OPTION_ARG_NONE, &parsed.no_retry, "Do not run what came out badly once more, alone",
         NULL},
        {"profile", 0, 0, G_OPTION_ARG_STRING, &parsed.profile,
         "What it is held to, of those that `list --profile` names, or none (that of what is tested)", "NAME"},
        {"waive", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &parsed.waivers,
         "Let the failures pass that this file has waivers for; more than once for more files", "FILE"},
        {"strict", 0, 0, G_OPTION_ARG_NONE, &parsed.strict, "Let deviations on record fail the run too", NULL},
        {"format", 0, 0, G_OPTION_ARG_STRING, &parsed.format,
         "Print text, tap (of version 13, which every reader takes) or tap14 (text on a terminal, else tap)", "NAME"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &parsed.verbose,
         "Print every result as it comes on a terminal, too, not only what fails", NULL},
        {"color", 0, 0, G_OPTION_ARG_STRING, &parsed.colour, "Colours: auto, always or never (auto)", "WHEN"},
        {"junit", 0, 0, G_OPTION_ARG_FILENAME, &parsed.junit, "Write a JUnit report to this file", "FILE"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &parsed.output,
         "Folder for results.json and what the VMs leave (results/RUN)", "DIR"},
        {"guests", 0, 0, G_OPTION_ARG_FILENAME, &parsed.guests, "Folder of the probes' images", "DIR"},
        {0},
};

/* What tells neither the hypervisor nor how the case is run on it, or is told for each result: all else, and what comes to it,
 * is repeated for a rerun. */
static const char *const not_repeated[] = {"machine", "boot",   "jobs",     "format",  "color",
                                           "junit",   "output", "no-retry", "verbose", NULL};

gboolean tck_run_words_parse(int *argc, char ***argv, TckRunWords *words) {
        gboolean good;

        parsed = *words;
        good = tck_command_parse(
                argc, argv, "[PATTERN…]",
                "Boots the probes, drives them through the cases and says, clause by clause, what conforms.",
                "A pattern is a leading part of cases' names (isa/write) or has * and ? in it; without\n"
                "one all cases run. What is named with --qemu may be a script that ends in exec.\n\n"
                "Exit status: 0 what was run conforms, 1 something does not, 2 usage, 3 the kit or its\n"
                "surroundings broke, 77 everything was skipped; 128 + N after signal N.",
                entries);

        *words = parsed;
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

static gboolean is_libvirt(const TckRunWords *words) {
        return words->looked_at == TCK_LAYER_LIBVIRT;
}

/* The words of which a layer may have no use. */
static TckLayerWords layer_words(const TckRunWords *words) {
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

static gboolean choose_arch(TckRunWords *words, GError **error) {
        g_autofree char *names = NULL;

        words->architecture = words->arch ? tck_find_arch(words->arch) : tck_default_arch();
        if (words->architecture)
                return TRUE;
        names = tck_registry_names(tck_all_archs());
        return tck_command_usage_error(error, "--arch takes one of %s, not %s", names, words->arch);
}

static gboolean check(TckRunWords *words, GError **error) {
        static const char *const formats[] = {"text", "tap", "tap14", NULL};
        static const char *const accels[] = {"tcg", "kvm", NULL};
        static const char *const colours[] = {"auto", "always", "never", NULL};

        return tck_number_count("-j", words->jobs, 1, JOBS_MAX, &words->workers, error) &&
               tck_number_seconds("--timeout", words->seconds, FALSE, &words->timeout, error) &&
               one_of("--format", words->format, formats, error) && one_of("--accel", words->accel, accels, error) &&
               one_of("--color", words->colour, colours, error);
}

static GStrv all_machines(const TckArch *arch) {
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();

        for (const TckMachine *machine = arch->machines; machine->name; machine++)
                g_strv_builder_add(names, machine->name);
        return g_strv_builder_end(names);
}

/* A machine type is QEMU's affair, and libvirt's cases are the same on all. */
static GStrv choose_machines(const TckArch *arch, const TckRunWords *words) {
        const char *only = tck_layer_kind(words->looked_at)->machine;
        const char *usual = only ? only : is_libvirt(words) ? arch->machines[0].name : arch->usual_machines;
        GStrv named = g_strsplit(words->machines ? words->machines : usual, ",", -1);

        if (!g_strv_contains((const char *const *) named, "all"))
                return named;
        g_strfreev(named);
        return all_machines(arch);
}

GPtrArray *tck_run_words_jobs(TckRunWords *words, char **patterns, GError **error) {
        GPtrArray *jobs;
        const TckLayerWords named = layer_words(words);

        if (!tck_command_choose_layer(&named, &words->looked_at, error) || !check(words, error) ||
            !choose_arch(words, error))
                return NULL;
        words->machine_list = choose_machines(words->architecture, words);
        words->boot_list = g_ptr_array_new();
        if (!choose_boots(words->architecture, words->boots ? words->boots : tck_layer_kind(words->looked_at)->boot,
                          words->boot_list, error))
                return NULL;
        jobs = tck_schedule_jobs(tck_all_cases(), words->looked_at, (const char *const *) patterns, words->architecture,
                                 (const char *const *) words->machine_list,
                                 (const TckBoot *const *) words->boot_list->pdata, error);
        if (jobs && !jobs->len) {
                tck_command_usage_error(error, "none of these cases concerns these machine types");
                g_clear_pointer(&jobs, g_ptr_array_unref);
        }
        return jobs;
}

gboolean tck_run_words_profile(const TckRunWords *words, const TckProfile **ret_profile, GError **error) {
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
