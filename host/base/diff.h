/* SPDX-License-Identifier: BSD-2-Clause */
/* What was changed in a text, in the form of `diff -u`. */
#pragma once

#include <glib.h>

/* The lines that two texts differ in, with three around them; NULL if they do not. The name is the file's. Free with g_free(). */
char *tck_diff(const char *before, const char *after, const char *name);
