/* SPDX-License-Identifier: BSD-2-Clause */
/* Conversion between times in microseconds since 1970 and dates. */
#pragma once

#include <glib.h>

/* The date of a time; NULL before 1970 and after the year 9999, which no machine's clock shows. Free with g_date_time_unref(). */
GDateTime *tck_date_new(gint64 time);

/* Parses a date in ISO 8601; NULL for other texts and for dates outside that range. */
GDateTime *tck_date_parse(const char *text);

gint64 tck_date_time(GDateTime *date);

/* Rounds to microseconds; limited to the range from 0 to some 30,000 years. */
gint64 tck_seconds_to_time(double seconds);
