/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nearly all lines of a console begin nothing: this finds, at the speed of memory, those that may.
 */
#pragma once

#include "console_line.h"

/* The first place at which there may be words of a form with which a boot or a report begins or ends, in whatever reader; NULL if there
 * is none. */
const char *tck_console_skim(const char *bytes, gsize length);

/* Behind the end of the line that this place is in. */
const char *tck_console_line_end(const char *at, const char *end);

/* Reads up to the first line that may tell something, and of the lines in front of it only so many: there may be hints in them, and
 * printk's time is taken from them. Returns where it stopped. */
const char *tck_console_skim_lines(TckConsoleLines *lines, const char *bytes, const char *end, guint before);
