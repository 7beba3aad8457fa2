/* SPDX-License-Identifier: BSD-2-Clause */
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "program.h"

static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
        const char *summary;
} commands[] = {
        {"run", tck_command_run, "boot probes under a hypervisor and say what conforms"},
        {"list", tck_command_list, "name the cases"},
        {"explain", tck_command_explain, "tell what a case checks, and the clause behind it"},
        {"watch", tck_command_watch, "watch guests that somebody else started, and tell of each incident"},
        {"autopsy", tck_command_autopsy, "tell why a guest died from the files that it left"},
        {"on-crash", tck_command_on_crash, "tell what a libvirt makes of a panic under each on_crash"},
        {"lab", tck_command_lab, "make, describe and use the lab: a Linux with KVM on an emulated machine"},
        {"doctor", tck_command_doctor, "tell what is here to run on, and what a missing piece would add"},
};

/* The images come with the program, so their notice does. */
static void print_version(void) {
        const char *commit = tck_version_commit();

        printf("pvpanic-tck %s%s%s%s\n", TCK_VERSION, commit ? " (" : "", commit ? commit : "", commit ? ")" : "");
        puts("Copyright (c) 2026 The pvpanic-tck authors; BSD-2-Clause.\n"
             "Its probes carry ACPICA, Copyright (C) 2000 - 2022, Intel Corp.; BSD-3-Clause OR GPL-2.0, and gnu-efi's\n"
             "start-up code, Copyright (C) 1999-2014 Hewlett-Packard Co., 2005 Intel Co.; BSD-3-Clause. The file "
             "NOTICE\n"
             "has their terms. There is no warranty.");
}

static void print_help(FILE *to) {
        fprintf(to,
                "Usage: pvpanic-tck COMMAND [OPTION…]\n\n"
                "Checks how a guest's crash reaches its host: bare-metal probes panic on purpose, and the host side\n"
                "of the hypervisor is held to the specification of pvpanic.\n\nCommands:\n");
        for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
                fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
        fprintf(to, "\n`pvpanic-tck COMMAND --help` tells a command's options.\n\n"
                    "Exit status: 0 all conforms, 1 something does not, 2 usage, 3 the kit or its surroundings broke,\n"
                    "77 everything was skipped.\n");
}

int main(int argc, char **argv) {
        const char *name = argc > 1 ? argv[1] : "--help";

        setlocale(LC_ALL, "");
        tck_program_set(argv[0]);
        /* Threads that mostly wait need no heap each. */
        mallopt(M_ARENA_MAX, 1);
        /* A peer that went away is an error of the write, not the end of the harness. */
        signal(SIGPIPE, SIG_IGN);
        if (g_str_equal(name, "--help") || g_str_equal(name, "-h") || g_str_equal(name, "help")) {
                print_help(argc > 1 ? stdout : stderr);
                return argc > 1 ? 0 : TCK_EXIT_USAGE;
        }
        if (g_str_equal(name, "--version")) {
                print_version();
                return 0;
        }
        for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
                if (g_str_equal(name, commands[i].name))
                        return commands[i].run(argc - 1, argv + 1);
        return tck_command_complain(TCK_EXIT_USAGE, "there is no command %s: `pvpanic-tck --help` names them", name);
}
