/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns, which are compiled when they are first needed, and kept.
 */
#pragma once

#include <glib.h>

/* The compiled pattern, which matches only at a text's beginning. The pattern's text has to live as long as the program. */
const GRegex *tck_console_pattern(const char *pattern);
