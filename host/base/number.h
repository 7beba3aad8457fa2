/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers on the command line. They consist of digits, in every locale: no sign, no exponent, no 0x, no inf, nothing after them.
 * Each function leaves the value alone if the option was not given (its text is NULL). For a wrong number, the error is a
 * TCK_ERROR_USAGE that says what the option takes.
 */
#pragma once

#include <glib.h>

/* Seconds, with optional decimals after a dot: from 0.001 to a year, or 0 if `zero` is set. */
gboolean tck_number_seconds(const char *option, const char *text, gboolean zero, double *seconds, GError **error);

/* A whole number from `least` to `most`. */
gboolean tck_number_count(const char *option, const char *text, guint least, guint most, guint *count, GError **error);

/* A number of bytes: an integer, optionally followed by K, M, G or T, which are powers of 1024. */
gboolean tck_number_bytes(const char *option, const char *text, guint64 *bytes, GError **error);
