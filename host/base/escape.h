/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that others wrote, made safe to show. */
#pragma once

#include <glib.h>

/* Text that guests and QEMU may have had a hand in, as one line of valid UTF-8 that no terminal obeys: what cannot be
 * printed becomes an escape (\n, \x1b, \u202e), a byte that belongs to no character \xff. A backslash is put before each
 * of the marks. NULL is "". Free with g_free(). */
char *tck_escape(const char *text, const char *marks);
