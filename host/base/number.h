/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers on the command line. They are digits, in every language: no sign, no exponent, no 0x, no inf, nothing behind them.
 * Each function leaves what is there alone if the option was not given (its text is NULL), and otherwise says in one sentence,
 * as TCK_ERROR_USAGE, what the option takes.
 */
#pragma once

#include <glib.h>

/* Seconds, at most a year of them, with decimals behind a dot if need be; from a thousandth up, or 0 if that may be. */
gboolean tck_number_seconds(const char *option, const char *text, gboolean zero, double *seconds, GError **error);

/* A whole number from `least` to `most`. */
gboolean tck_number_count(const char *option, const char *text, guint least, guint most, guint *count, GError **error);

/* A number of bytes: whole, and perhaps with K, M, G or T behind it, which are powers of 1024. */
gboolean tck_number_bytes(const char *option, const char *text, guint64 *bytes, GError **error);
