/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Most lines of a console are not interesting: this finds, at the speed of memory, those that may be.
 */
#pragma once

#include "console_line.h"

/* The first place with the words of a form that begins or ends a boot or a report, of any reader; NULL if there
 * is none. */
const char *tck_console_skim(const char *bytes, gsize length);

/* The end of the line at this place, after its newline. */
const char *tck_console_line_end(const char *at, const char *end);

/* Skips to the first line that may be interesting, and reads only so many lines before it: they may have hints, and
 * printk's time. Returns where it stopped. */
const char *tck_console_skim_lines(TckConsoleLines *lines, const char *bytes, const char *end, guint before);
