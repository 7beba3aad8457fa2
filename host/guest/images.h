/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The probes' images.
 */
#pragma once

#include <glib.h>

/* The folder with the probes' images: near this program, as in a build tree, or where `make install` puts them.
 * Owned by the library. */
const char *tck_guests_directory(void);
