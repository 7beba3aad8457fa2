/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes text from outside safe to print. */
#pragma once

#include <glib.h>

/* Text from outside, as one line of valid UTF-8 without effects on a terminal: what cannot be
 * printed becomes an escape (\n, \x1b, \u202e), a byte that belongs to no character becomes \xff. A backslash is put before each
 * character in `marks`. NULL is "". Free with g_free(). */
char *tck_escape(const char *text, const char *marks);
