/* SPDX-License-Identifier: BSD-2-Clause */
#include "stamp.h"

#include <string.h>

#include "date.h"
#include "json.h"

enum { MINUTE = 60, FRACTION_DIGITS = 6 };

/* Reads a number of digits, and a character after them unless it is NUL. */
static gboolean read_number(const char **at, guint digits, char behind, int *ret_number) {
        *ret_number = 0;
        for (guint i = 0; i < digits; i++, (*at)++) {
                if (!g_ascii_isdigit(**at))
                        return FALSE;
                *ret_number = *ret_number * 10 + (**at - '0');
        }
        if (behind && **at != behind)
                return FALSE;
        *at += behind != '\0';
        return TRUE;
}

/* Reads a fraction after a dot or comma, in microseconds; 0 without one. */
static gint64 read_fraction(const char **at) {
        gint64 fraction = 0;
        guint digits = 0;

        if (**at != '.' && **at != ',')
                return 0;
        for ((*at)++; g_ascii_isdigit(**at); (*at)++, digits++)
                if (digits < FRACTION_DIGITS)
                        fraction = fraction * 10 + (**at - '0');
        for (; digits < FRACTION_DIGITS; digits++)
                fraction *= 10;
        return fraction;
}

/* Reads a time zone, in seconds east of Greenwich. */
static gboolean read_zone(const char **at, gint64 *ret_offset) {
        gboolean west = **at == '-';
        int hours, minutes;

        *ret_offset = 0;
        if (**at == 'Z') {
                (*at)++;
                return TRUE;
        }
        if (**at != '+' && **at != '-')
                return FALSE;
        (*at)++;
        if (!read_number(at, 2, '\0', &hours))
                return FALSE;
        *at += **at == ':';
        if (!read_number(at, 2, '\0', &minutes))
                return FALSE;
        *ret_offset = (west ? -1 : 1) * (hours * (gint64) MINUTE + minutes) * MINUTE;
        return TRUE;
}

gboolean tck_stamp_read(const char *line, gint64 *ret_time, const char **ret_rest) {
        int year, month, day, hour, minute, second;
        g_autoptr(GDateTime) date = NULL;
        const char *at = line;
        gint64 fraction, offset, time;

        if (!read_number(&at, 4, '-', &year) || !read_number(&at, 2, '-', &month) || !read_number(&at, 2, '\0', &day) ||
            (*at != ' ' && *at != 'T'))
                return FALSE;
        at++;
        if (!read_number(&at, 2, ':', &hour) || !read_number(&at, 2, ':', &minute) ||
            !read_number(&at, 2, '\0', &second))
                return FALSE;
        fraction = read_fraction(&at);
        if (!read_zone(&at, &offset))
                return FALSE;
        date = g_date_time_new_utc(year, month, day, hour, minute, second);
        if (!date)
                return FALSE;
        time = tck_date_time(date) - offset * G_USEC_PER_SEC + fraction;
        /* No clock shows a time before 1970, so this is not a time. */
        if (time < 0)
                return FALSE;
        at += *at == ':';
        *ret_rest = at + (*at == ' ');
        *ret_time = time;
        return TRUE;
}

gint64 tck_stamp_of_event(JsonObject *event) {
        static const gint64 seconds_max = G_GINT64_CONSTANT(1) << 36;
        JsonObject *stamp = tck_json_object(event, "timestamp");
        gint64 seconds = tck_json_int(stamp, "seconds", 0), rest = tck_json_int(stamp, "microseconds", 0);

        if (seconds <= 0 || seconds > seconds_max)
                return 0;
        return seconds * G_USEC_PER_SEC + CLAMP(rest, 0, G_USEC_PER_SEC - 1);
}
