/* SPDX-License-Identifier: BSD-2-Clause */
/* The difference of two texts, in the format of `diff -u`. */
#pragma once

#include <glib.h>

/* The lines in which two texts differ, with three lines of context; NULL if they are equal. `name` is that of the file. Free with g_free(). */
char *tck_diff(const char *before, const char *after, const char *name);
