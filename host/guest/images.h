/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The probes' images.
 */
#pragma once

#include <glib.h>

/* Where the probes' images are: near the program that runs, as in a build tree, or where `make install` puts them.
 * Owned by the library. */
const char *tck_guests_directory(void);
