/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "arch.h"
#include "case.h"
#include "command.h"
#include "profile.h"
#include "run_scopes.h"

/* --profile, whose value is optional, and --needs. Static, because there is only one command line. */
static struct {
        gboolean given;
        char *name; /* NULL: list the profiles */
        gboolean needs;
        char *archs; /* NULL: list the cases of each */
} choice;

static gboolean take_profile(G_GNUC_UNUSED const char *option, const char *value, G_GNUC_UNUSED gpointer data,
                             G_GNUC_UNUSED GError **error) {
        choice.given = TRUE;
        g_free(choice.name);
        choice.name = g_strdup(value);
        return TRUE;
}

static gboolean parse(int *argc, char ***argv) {
        const GOptionEntry entries[] = {
                {"profile", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, take_profile,
                 "Only the cases that this profile demands, by channel; without a name: the profiles", "NAME"},
                {"arch", 0, 0, G_OPTION_ARG_STRING, &choice.archs,
                 "Only the cases that run on guests of these architectures, or all: with several, beside each case "
                 "those that it runs on",
                 "NAME,…"},
                {"needs", 0, 0, G_OPTION_ARG_NONE, &choice.needs, "Print what each case needs, instead of its summary",
                 NULL},
                {0}};

        return tck_command_parse(argc, argv, "[PATTERN…]", "Lists the cases, one in each line, with what a pass means.",
                                 "A pattern is the beginning of a name (isa/write), or has wildcards * and ?.",
                                 entries);
}

static gboolean is_wanted(const TckCase *listed, int argc, char **argv) {
        gboolean wanted = argc < 2;

        for (int a = 1; a < argc; a++)
                wanted |= tck_case_matches(listed->name, argv[a]);
        return wanted;
}

/* Whether the case runs on some machine type of the architecture. */
static gboolean runs_on(const TckArch *arch, const TckCase *listed) {
        for (const TckMachine *machine = arch->machines; machine->name; machine++)
                for (const TckBoot *boot = arch->boots; boot->name; boot++)
                        if (tck_machine_concerns(arch, machine->name, boot, listed))
                                return TRUE;
        return FALSE;
}

/* The architectures that the case runs on: "s390x,x86_64". Free with g_free(). */
static char *archs_of(const GPtrArray *archs, const TckCase *listed) {
        g_autoptr(GString) names = g_string_new(NULL);

        for (guint i = 0; i < archs->len; i++) {
                const TckArch *arch = archs->pdata[i];

                if (runs_on(arch, listed))
                        g_string_append_printf(names, "%s%s", names->len ? "," : "", arch->name);
        }
        return g_strdup(names->str);
}

/* The channel for which the profile demands the case on some VM of the architecture, NULL if on none. Appends the VMs on which it does not,
 * each after a comma. */
static const char *demanded_on(const TckProfile *profile, const TckArch *arch, const TckCase *listed, GString *not_on) {
        const TckMachine only[] = {{.name = tck_layer_kind(profile->layer)->machine}, {0}};
        const char *channel = NULL;

        for (const TckMachine *machine = only->name ? only : arch->machines; machine->name; machine++)
                for (const TckBoot *boot = arch->boots; boot->name; boot++) {
                        TckVmConfig config = tck_arch_vm(arch, machine->name, boot);
                        g_autofree char *vm = NULL;
                        const char *here;

                        config.spec = listed->vm;
                        tck_arch_choose_channel(arch, listed, &config.spec);
                        vm = tck_vm_config_name(&config);
                        here = tck_profile_demands(profile, listed->name, vm);
                        if (!tck_machine_concerns(arch, machine->name, boot, listed))
                                continue;
                        channel = here ? here : channel;
                        if (!here)
                                g_string_append_printf(not_on, ", %s", vm);
                }
        return channel;
}

static const char *demanded(const TckProfile *profile, const GPtrArray *archs, const TckCase *listed, GString *not_on) {
        const char *channel = NULL;

        for (guint i = 0; i < archs->len; i++) {
                const char *here = demanded_on(profile, archs->pdata[i], listed, not_on);

                channel = here ? here : channel;
        }
        return channel;
}

/* The text beside a case's name. Free with g_free(). */
static char *words_on(const TckCase *listed) {
        return choice.needs ? tck_case_needs_text(listed) : g_strdup(listed->summary);
}

static void print_case(const GPtrArray *archs, const TckCase *listed) {
        g_autofree char *words = words_on(listed), *names = archs_of(archs, listed);

        if (archs->len > 1)
                printf("%-42s %s: %s\n", listed->name, names, words);
        else
                printf("%-42s %s\n", listed->name, words);
}

static gboolean print_demand(const TckProfile *profile, const GPtrArray *archs, const TckCase *listed) {
        g_autoptr(GString) not_on = g_string_new(NULL);
        const char *channel = demanded(profile, archs, listed, not_on);
        g_autofree char *words = words_on(listed);

        if (!channel)
                return FALSE;
        printf("%-5s %-42s %s%s%s%s\n", channel, listed->name, words, not_on->len ? " (not on " : "",
               not_on->len ? not_on->str + 2 : "", not_on->len ? ")" : "");
        return TRUE;
}

static int list_profiles(void) {
        const GPtrArray *profiles = tck_all_profiles();

        for (guint i = 0; i < profiles->len; i++) {
                const TckProfile *profile = profiles->pdata[i];
                g_autofree char *about = tck_profile_about(profile);

                printf("%-16s %s\n", profile->name, about);
        }
        return 0;
}

static int list_cases(const TckProfile *profile, const GPtrArray *archs, int argc, char **argv) {
        const GPtrArray *cases = tck_all_cases();
        gboolean found = FALSE;

        for (guint i = 0; i < cases->len; i++) {
                const TckCase *listed = cases->pdata[i];
                g_autofree char *on = choice.archs ? archs_of(archs, listed) : NULL;

                if (!is_wanted(listed, argc, argv) || (on && !*on))
                        continue;
                if (!profile)
                        print_case(archs, listed);
                else if (!print_demand(profile, archs, listed))
                        continue;
                found = TRUE;
        }
        if (found)
                return 0;
        if (!profile)
                return tck_command_complain(TCK_EXIT_USAGE,
                                            "no case matches; `pvpanic-tck list` without a pattern names them all");
        return tck_command_complain(
                TCK_EXIT_USAGE, "the profile %s demands no such case; `pvpanic-tck list --profile` names the profiles",
                profile->name);
}

int tck_command_list(int argc, char **argv) {
        g_autoptr(GError) error = NULL;
        const TckProfile *profile;
        g_autoptr(GPtrArray) archs = NULL;

        if (!parse(&argc, &argv))
                return TCK_EXIT_USAGE;
        if (!(archs = tck_archs_named(choice.archs, &error)))
                return tck_command_complain(TCK_EXIT_USAGE, "%s", error->message);
        if (choice.given && !choice.name)
                return list_profiles();
        profile = choice.given ? tck_find_profile(choice.name) : NULL;
        if (choice.given && !profile)
                return tck_command_complain(
                        TCK_EXIT_USAGE, "there is no profile %s; `pvpanic-tck list --profile` names them", choice.name);
        return list_cases(profile, archs, argc, argv);
}
