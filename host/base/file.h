/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading files that somebody else wrote, or named: however long they are, or if they never end.
 */
#pragma once

#include <glib.h>

/* All of a file, or of a pipe, with a NUL behind it. One of more than `most` bytes is TCK_ERROR_ENVIRONMENT, as is one that
 * cannot be read. The length may be NULL. Free with g_free(). */
char *tck_file_read(const char *path, gsize most, gsize *ret_length, GError **error);
