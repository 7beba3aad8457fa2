/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Labelled values of a summary for people.
 */
#pragma once

#include "report_line.h"

/* The text made safe, and not longer than a person reads. Free with g_free(). */
char *tck_value_shorten(const char *value);

/* What people read: the first lines of it, folded. NULL is nothing. */
void tck_value_add(TckLine *line, const char *label, const char *value);

/* What people copy: all of it, on one line. */
void tck_value_add_copyable(TckLine *line, const char *label, const char *value);
