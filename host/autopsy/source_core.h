/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cores of Linux, whoever wrote them, for those who want the log in them alone.
 */
#pragma once

#include "dmesg.h"

/* Prints the log in a core, "-" for standard input. FALSE with an error that names it if it is no core, or has no log that can be
 * read: what was printed until then holds. */
gboolean tck_core_print_log(const char *path, const TckDmesgSink *sink, GError **error);
