/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes again and again: it is counted, and told now and then, in ever longer intervals.
 */
#pragma once

#include <glib.h>

typedef struct {
        guint64 times;  /* after the first */
        double seconds; /* from the first to the last */

        /* Of one that still counts: microseconds of the monotonic clock. */
        gint64 first, last;
        gint64 due;      /* when it is to be told next */
        gint64 interval; /* how long after that again */
        guint64 told;    /* how many times have been told */
} TckAgain;

/* Begins with the first one, which is told by itself. */
void tck_again_begin(TckAgain *again, gint64 now);

/* One more. TRUE if how many they are is to be told now. */
gboolean tck_again_count(TckAgain *again, gint64 now);

/* Whether repetitions are to be told now: `over` if no more will come. */
gboolean tck_again_is_due(const TckAgain *again, gint64 now, gboolean over);

/* Has the times up to here told. */
void tck_again_tell(TckAgain *again, gint64 now);

/* "again, 29 times in 4 s"; NULL if it came once. Free with g_free(). */
char *tck_again_text(const TckAgain *again);
