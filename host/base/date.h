/* SPDX-License-Identifier: BSD-2-Clause */
/* Times in microseconds since 1970, and the same as dates. */
#pragma once

#include <glib.h>

/* NULL for a time before 1970 or after the year 9999, which no clock of a machine shows. Free with g_date_time_unref(). */
GDateTime *tck_date_new(gint64 time);

/* The same of a date in the form of ISO 8601; NULL for another text, too. */
GDateTime *tck_date_parse(const char *text);

gint64 tck_date_time(GDateTime *date);

/* The nearest microsecond; 0 for less, and no more than some 30,000 years. */
gint64 tck_seconds_to_time(double seconds);
