/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cores of Linux, of any origin, for callers that only want the log in them.
 */
#pragma once

#include "dmesg.h"

/* Prints the log in a core, "-" for standard input. FALSE with an error that names it if it is not a core, or its log cannot be
 * read: what was printed before is valid. */
gboolean tck_core_print_log(const char *path, const TckDmesgSink *sink, GError **error);
