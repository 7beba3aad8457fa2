/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the workers of a run hand to the main thread: what they are at, and results.
 */
#pragma once

#include "report.h"

/* All is borrowed, and used by the thread that iterates the default main context alone. */
typedef struct {
        TckRun *run;
        const GPtrArray *reports; /* TckReport * */
        guint workers;            /* that have not ended */
} TckInbox;

/* For workers, each of which has a slot of its own, counted from 0. The text is copied, the result taken over. */
void tck_inbox_put_activity(TckInbox *inbox, guint slot, const char *text);
void tck_inbox_put_result(TckInbox *inbox, guint slot, TckResult *result);
void tck_inbox_put_end(TckInbox *inbox, guint slot);

/* For the main thread: takes in what comes, until so many workers have come to their end. A result is held to the run's profile and
 * waivers, and added to the run. */
void tck_inbox_take_all(TckInbox *inbox, guint workers);
