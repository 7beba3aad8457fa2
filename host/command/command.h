/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of the command line. Each gets its part of the arguments, with its name as argv[0], and returns an exit status.
 */
#pragma once

#include <glib.h>

enum { TCK_EXIT_USAGE = 2, TCK_EXIT_ERROR = 3 };

int tck_command_run(int argc, char **argv);
int tck_command_merge(int argc, char **argv);
int tck_command_compare(int argc, char **argv);
int tck_command_pack(int argc, char **argv);
int tck_command_verify(int argc, char **argv);
int tck_command_report(int argc, char **argv);
int tck_command_matrix(int argc, char **argv);
int tck_command_list(int argc, char **argv);
int tck_command_explain(int argc, char **argv);
int tck_command_on_crash(int argc, char **argv);
int tck_command_watch(int argc, char **argv);
int tck_command_autopsy(int argc, char **argv);
int tck_command_lab(int argc, char **argv);
int tck_command_doctor(int argc, char **argv);

/* Parses a command's options; leaves the other words, which `arguments` describes, in argv. FALSE: there was a mistake, and
 * the message has been printed. --help prints and exits, as do --man, the command's manual page, and --words, its options for a completion. */
gboolean tck_command_parse(int *argc, char ***argv, const char *arguments, const char *summary, const char *description,
                           const GOptionEntry *entries);

/* The given options, of those passed to tck_command_parse(), except some, quoted for a shell, each
 * after a blank: " --qemu /x/qemu --strict". Free with g_free(). */
char *tck_command_given(const GOptionEntry *entries, const char *const *except);

/* Prints an error message of one sentence, and returns the exit status. */
int tck_command_complain(int status, const char *format, ...) G_GNUC_PRINTF(2, 3);
