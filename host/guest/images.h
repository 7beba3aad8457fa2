/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The probes' images, and what else is installed with the kit.
 */
#pragma once

#include <glib.h>

/* The folder with the probes' images: near this program, as in a build tree, or where `make install` puts them.
 * Owned by the library. */
const char *tck_guests_directory(void);

/* The path of a file in PREFIX/share/pvpanic-tck. NULL if the kit is not installed, as in a build tree. Free with g_free(). */
char *tck_shared_file(const char *name);
