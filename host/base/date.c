/* SPDX-License-Identifier: BSD-2-Clause */
#include "date.h"

GDateTime *tck_date_new(gint64 time) {
        g_autoptr(GDateTime) second = time < 0 ? NULL : g_date_time_new_from_unix_utc(time / G_USEC_PER_SEC);

        return second ? g_date_time_add(second, time % G_USEC_PER_SEC) : NULL;
}

GDateTime *tck_date_parse(const char *text) {
        g_autoptr(GDateTime) date = text ? g_date_time_new_from_iso8601(text, NULL) : NULL;

        return date ? tck_date_new(tck_date_time(date)) : NULL;
}

gint64 tck_date_time(GDateTime *date) {
        return g_date_time_to_unix(date) * G_USEC_PER_SEC + g_date_time_get_microsecond(date);
}

gint64 tck_seconds_to_time(double seconds) {
        static const double seconds_max = 1e12;

        return (gint64) (CLAMP(seconds, 0, seconds_max) * G_USEC_PER_SEC + 0.5);
}
