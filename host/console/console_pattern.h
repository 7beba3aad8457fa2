/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns that are compiled when they are needed first, and kept.
 */
#pragma once

#include <glib.h>

/* The compiled pattern, which matches at a text's beginning alone. The text of the pattern has to live as long as the program. */
const GRegex *tck_console_pattern(const char *pattern);
