/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Repetitions of an incident: they are counted, and reported at increasing intervals.
 */
#pragma once

#include <glib.h>

typedef struct {
        guint64 times;  /* after the first */
        double seconds; /* from the first to the last */

        /* While it counts: microseconds of the monotonic clock. */
        gint64 first, last;
        gint64 due;      /* when the count is reported next */
        gint64 interval; /* the interval until the next report after that */
        guint64 told;    /* how many repetitions have been reported */
} TckAgain;

/* Begins with the first incident, which is reported by itself. */
void tck_again_begin(TckAgain *again, gint64 now);

/* Counts one more. TRUE if the count is due to be reported. */
gboolean tck_again_count(TckAgain *again, gint64 now);

/* Whether the count is due to be reported: `over` if no more will come. */
gboolean tck_again_is_due(const TckAgain *again, gint64 now, gboolean over);

/* Notes that the count has been reported. */
void tck_again_tell(TckAgain *again, gint64 now);

/* "again, 29 times in 4 s"; NULL if it happened once. Free with g_free(). */
char *tck_again_text(const TckAgain *again);
