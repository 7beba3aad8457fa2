/* SPDX-License-Identifier: BSD-2-Clause */
#include "date.h"

GDateTime *tck_date_new(gint64 time) {
        g_autoptr(GDateTime) second = g_date_time_new_from_unix_utc(time / G_USEC_PER_SEC);

        return second ? g_date_time_add(second, time % G_USEC_PER_SEC) : NULL;
}

gint64 tck_date_time(GDateTime *date) {
        return g_date_time_to_unix(date) * G_USEC_PER_SEC + g_date_time_get_microsecond(date);
}
