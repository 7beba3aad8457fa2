/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a program consists of, as a running process shows it: whatever script or loader started it, what it has mapped is what it needs,
 * and its command line is how it is started.
 */
#pragma once

#include <glib.h>

typedef struct {
        GPtrArray *files; /* char *: paths of the program, its loader, its libraries and the modules it has loaded */
        GPtrArray *words; /* char *: what starts it, before any argument of its own */
        GPtrArray *variables; /* char *: NAME=VALUE that a script has set */
        GPtrArray *folders;   /* char *: of a QEMU, where it looks for firmware */
} TckLabProgram;

/* This process. Free with tck_lab_program_free(). */
TckLabProgram *tck_lab_program_self(GError **error);

/* Starts a QEMU without a machine, and looks at it. Free with tck_lab_program_free(). */
TckLabProgram *tck_lab_program_qemu(const char *program, gint64 deadline, GError **error);

/* Adds a library, or another program that this one starts, with all libraries that the loader finds for it. */
gboolean tck_lab_program_add(TckLabProgram *program, const char *path, gint64 deadline, GError **error);

void tck_lab_program_free(TckLabProgram *program);

/* The name by which a library is looked for, if that is not the file's own, and the interpreter that a program names. NULL where there
 * is none. Free with g_free(). */
char *tck_lab_soname(const char *path);
char *tck_lab_interpreter(const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLabProgram, tck_lab_program_free)
