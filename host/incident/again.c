/* SPDX-License-Identifier: BSD-2-Clause */
#include "again.h"

enum { FIRST_SECONDS = 1, LONGEST_SECONDS = 3600, MINUTE = 60, HOUR = 3600 };

void tck_again_begin(TckAgain *again, gint64 now) {
        *again = (TckAgain){.first = now, .last = now, .interval = FIRST_SECONDS * G_USEC_PER_SEC};
        again->due = now + again->interval;
}

gboolean tck_again_count(TckAgain *again, gint64 now) {
        again->times++;
        again->last = now;
        again->seconds = (double) (now - again->first) / G_USEC_PER_SEC;
        return now >= again->due;
}

gboolean tck_again_is_due(const TckAgain *again, gint64 now, gboolean over) {
        return again->times > again->told && (over || now >= again->due);
}

void tck_again_tell(TckAgain *again, gint64 now) {
        again->told = again->times;
        again->interval = MIN(again->interval * 2, (gint64) LONGEST_SECONDS * G_USEC_PER_SEC);
        again->due = now + again->interval;
}

/* Rounded, with a unit. */
static char *span_text(double seconds) {
        if (seconds < 1)
                return g_strdup_printf("%.0f ms", MAX(seconds * 1000, 1));
        if (seconds < 2 * MINUTE)
                return g_strdup_printf("%.0f s", seconds);
        if (seconds < 2 * HOUR)
                return g_strdup_printf("%.0f min", seconds / MINUTE);
        return g_strdup_printf("%.0f h", seconds / HOUR);
}

char *tck_again_text(const TckAgain *again) {
        g_autofree char *span = span_text(again->seconds);

        if (!again->times)
                return NULL;
        return g_strdup_printf("again, %" G_GUINT64_FORMAT " time%s in %s", again->times, again->times == 1 ? "" : "s",
                               span);
}
