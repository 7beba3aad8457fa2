/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * This program: the command that starts it, for commands that are printed to be copied; the build of the kit; and other programs'
 * command lines.
 */
#pragma once

#include <glib.h>

/* Stores argv[0]. Before that, the program has the name under which it is installed. */
void tck_program_set(const char *argv0);

/* The path of this program's file, also if a loader was started with it as its argument. Free with g_free(). */
char *tck_program_file(GError **error);

/* The command that starts this program in the same way from the same directory, quoted for a shell: the programs that started it, which
 * $TCK_LAUNCHER names, one word in each line, and its own name or path. Free with g_free(). */
char *tck_program_command(void);

/* A word quoted for a shell, or unchanged if that is safe. A control character becomes an escape in $'…', so that the result is
 * one line of printable text. Free with g_free(). */
char *tck_shell_word(const char *word);

/* Writes the words (NULL-terminated) as one line to the file command-line in the folder, so that a person can run the command. */
gboolean tck_shell_save(const char *directory, const char *const *words, GError **error);

/* Adds a blank and the word. */
void tck_shell_append(GString *command, const char *word);

/* Adds a copy of the word, or an option and its value, to a command line: an array with the free function g_free(). */
void tck_argv_add(GPtrArray *argv, const char *word);
void tck_argv_add_option(GPtrArray *argv, const char *option, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* ---- which build of the kit it is ---- */

/* The commit that it was built from, "596bde7", "596bde7-dirty" if the tree had changes; NULL if it was not built from a git
 * repository. */
const char *tck_version_commit(void);

/* The version of the ACPICA that the probes which were built with it carry, "20220331"; NULL if it is not known. */
const char *tck_version_acpica(void);
