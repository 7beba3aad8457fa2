/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of the command line. Each gets its own part of it, with its name as argv[0], and gives an exit status.
 */
#pragma once

#include <glib.h>

enum { TCK_EXIT_USAGE = 2, TCK_EXIT_ERROR = 3 };

int tck_command_run(int argc, char **argv);
int tck_command_list(int argc, char **argv);
int tck_command_explain(int argc, char **argv);
int tck_command_on_crash(int argc, char **argv);
int tck_command_watch(int argc, char **argv);
int tck_command_autopsy(int argc, char **argv);
int tck_command_lab(int argc, char **argv);
int tck_command_doctor(int argc, char **argv);

/* Parses a command's options, which `arguments` describes; leaves the other words in argv. FALSE: something was wrong, and
 * the user has been told. --help prints and exits. */
gboolean tck_command_parse(int *argc, char ***argv, const char *arguments, const char *summary, const char *description,
                           const GOptionEntry *entries);

/* The options that were given, of those that tck_command_parse() was called with, except some, as a shell takes them, each
 * behind a blank: " --qemu /x/qemu --strict". Free with g_free(). */
char *tck_command_given(const GOptionEntry *entries, const char *const *except);

/* Tells the user in one sentence what is wrong, and gives that exit status. */
int tck_command_complain(int status, const char *format, ...) G_GNUC_PRINTF(2, 3);
