/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of a program, as found in a running process: the files that it has mapped, and the command line that starts it, even
 * if a script or an explicit loader did.
 */
#pragma once

#include <glib.h>

typedef struct {
        GPtrArray *files; /* char *: paths of the program, its loader, its libraries and the modules it has loaded */
        GPtrArray *words; /* char *: the command line without the program's own arguments */
        GPtrArray *variables; /* char *: NAME=VALUE, set by a script that started it */
        GPtrArray *folders;   /* char *: where a QEMU looks for firmware */
} TckLabProgram;

/* This process. Free with tck_lab_program_free(). */
TckLabProgram *tck_lab_program_self(GError **error);

/* Starts a QEMU without a machine and inspects it. Free with tck_lab_program_free(). */
TckLabProgram *tck_lab_program_qemu(const char *program, gint64 deadline, GError **error);

/* Adds a library that this program loads later, with all libraries that the loader finds for it. */
gboolean tck_lab_program_add_library(TckLabProgram *program, const char *path, gint64 deadline, GError **error);

/* Adds a program that this one starts later, or a script that runs one, with all files that the loader maps when it is started with
 * --help. */
gboolean tck_lab_program_add_command(TckLabProgram *program, const char *path, gint64 deadline, GError **error);

void tck_lab_program_free(TckLabProgram *program);

/* A library's soname, and the interpreter that a program names. NULL if there is none. Free with g_free(). */
char *tck_lab_soname(const char *path);
char *tck_lab_interpreter(const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLabProgram, tck_lab_program_free)
