/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests of files, by which a changed program or firmware is recognized. */
#pragma once

#include <glib.h>

/* The SHA-256 of a regular file's contents, in hexadecimal; NULL if it cannot be read. Free with g_free(). */
char *tck_file_digest(const char *path);
