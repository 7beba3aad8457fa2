/* SPDX-License-Identifier: BSD-2-Clause */
/* Times in microseconds since 1970, and the same as dates. */
#pragma once

#include <glib.h>

/* NULL for a time that no calendar has. Free with g_date_time_unref(). */
GDateTime *tck_date_new(gint64 time);

gint64 tck_date_time(GDateTime *date);
