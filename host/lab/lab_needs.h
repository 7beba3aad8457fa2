/* SPDX-License-Identifier: BSD-2-Clause */
/* What a lab takes of this machine, beside the kernel (tck_lab_kernel()). */
#pragma once

#include <glib.h>

/* The QEMU that emulates the lab's machine: the one in PATH, for the one under test, which it is otherwise, need not have TCG. Free with
 * g_free(). */
char *tck_lab_machine(const char *under_test);

/* Whether that QEMU can emulate the lab's machine: if not, the reason is in *ret_missing, which is to be freed with g_free() and NULL
 * otherwise. FALSE with an error if it does not answer, or has no TCG. */
gboolean tck_lab_ask_machine(const char *program, gint64 deadline, char **ret_missing, GError **error);

/* Where labs are kept, and how much room there is: "~/.cache/pvpanic-tck/lab, 12.0 GiB free". NULL with an error if none can be kept
 * there. Free with g_free(). */
char *tck_lab_room(GError **error);
