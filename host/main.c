/* SPDX-License-Identifier: BSD-2-Clause */
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "folder.h"
#include "images.h"
#include "man_page.h"
#include "program.h"

static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
        const char *summary;
} commands[] = {
        {"run", tck_command_run, "boot probes under a hypervisor and report what conforms"},
        {"matrix", tck_command_matrix, "run many targets: hypervisors, versions, firmwares, machine types"},
        {"list", tck_command_list, "list the cases"},
        {"explain", tck_command_explain, "describe what a case checks, and its clause"},
        {"report", tck_command_report, "make a page or a summary of the results of runs"},
        {"merge", tck_command_merge, "merge the shards of a run"},
        {"compare", tck_command_compare, "print what changed from one run to another"},
        {"pack", tck_command_pack, "pack a run into one archive, for somebody else"},
        {"verify", tck_command_verify, "check such an archive: complete, unmodified, and all that must pass does"},
        {"watch", tck_command_watch, "watch running guests, and report each incident"},
        {"autopsy", tck_command_autopsy, "find out why a guest died, from the files that are left"},
        {"on-crash", tck_command_on_crash, "test how libvirt handles a panic under each on_crash"},
        {"lab", tck_command_lab, "build, describe and use the lab: a Linux with KVM on an emulated machine"},
        {"doctor", tck_command_doctor, "list what a run can use here, and what missing parts would add"},
};

/* The probes that are beside this program, by the names of their images. */
static void print_probes(void) {
        const char *directory = tck_guests_directory();
        g_autoptr(GPtrArray) names = tck_folder_names(directory, TCK_FOLDER_NAMES_MAX, NULL);

        printf("Probes in %s:", directory);
        for (guint i = 0; names && i < names->len; i++)
                if (g_str_has_suffix(names->pdata[i], ".elf") || g_str_has_suffix(names->pdata[i], ".efi"))
                        printf(" %s", (const char *) names->pdata[i]);
        putchar('\n');
}

/* The program comes with the images, so it prints their notices too. */
static void print_version(void) {
        const char *commit = tck_version_commit(), *acpica = tck_version_acpica();

        printf("pvpanic-tck %s%s%s%s\n", TCK_VERSION, commit ? " (" : "", commit ? commit : "", commit ? ")" : "");
        print_probes();
        printf("Copyright (c) 2026 The pvpanic-tck authors; BSD-2-Clause.\n"
               "Its probes carry ACPICA%s%s, Copyright (C) 2000 - 2022, Intel Corp.; BSD-3-Clause OR GPL-2.0, and use "
               "gnu-efi's\n"
               "headers, Copyright (C) 1999-2014 Hewlett-Packard Co., 2005 Intel Co.; BSD-3-Clause. The file NOTICE\n"
               "has their terms. There is no warranty.\n",
               acpica ? " " : "", acpica ? acpica : "");
}

static const char summary[] =
        "Checks how a guest's crash reaches its host: bare-metal probes panic on purpose, and the host side\n"
        "of the hypervisor is checked against the specification of pvpanic.";

static void print_help(FILE *to) {
        fprintf(to, "Usage: pvpanic-tck COMMAND [OPTION…]\n\n%s\n\nCommands:\n", summary);
        for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
                fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
        fprintf(to, "\n`pvpanic-tck COMMAND --help` lists a command's options.\n\n"
                    "Exit status: 0 all conforms, 1 something does not, 2 usage, 3 the kit or its surroundings broke,\n"
                    "77 everything was skipped.\n");
}

/* For `make`, which writes the manual page and the completion. */
static void print_commands(gboolean as_page) {
        const char *words[2 * G_N_ELEMENTS(commands) + 1] = {NULL};

        for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
                words[2 * i] = commands[i].name;
                words[2 * i + 1] = commands[i].summary;
                if (!as_page)
                        puts(commands[i].name);
        }
        if (as_page)
                tck_manual_print_main(summary, words);
}

int main(int argc, char **argv) {
        const char *name = argc > 1 ? argv[1] : "--help";

        setlocale(LC_ALL, "");
        tck_program_set(argv[0]);
        /* One malloc arena is enough for threads that mostly wait. */
        mallopt(M_ARENA_MAX, 1);
        /* A peer's end makes a write fail, instead of killing the harness. */
        signal(SIGPIPE, SIG_IGN);
        if (g_str_equal(name, "--help") || g_str_equal(name, "-h") || g_str_equal(name, "help")) {
                print_help(argc > 1 ? stdout : stderr);
                return argc > 1 ? 0 : TCK_EXIT_USAGE;
        }
        if (g_str_equal(name, "--version")) {
                print_version();
                return 0;
        }
        if (g_str_equal(name, "--man") || g_str_equal(name, "--words")) {
                print_commands(g_str_equal(name, "--man"));
                return 0;
        }
        for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
                if (g_str_equal(name, commands[i].name))
                        return commands[i].run(argc - 1, argv + 1);
        return tck_command_complain(TCK_EXIT_USAGE, "there is no command %s: `pvpanic-tck --help` names them", name);
}
