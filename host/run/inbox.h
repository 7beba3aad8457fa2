/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the workers of a run send to the main thread: their activities, and results.
 */
#pragma once

#include "report.h"
#include "resume.h"

/* All is borrowed, and used only by the thread that iterates the default main context. */
typedef struct {
        TckRun *run;
        const GPtrArray *reports; /* TckReport * */
        TckResume *resume;        /* the run's journal; NULL: it has none */
        guint workers;            /* that have not ended */
} TckInbox;

/* For workers, each of which has its own slot, counted from 0. Copies the text; takes ownership of the result. */
void tck_inbox_put_activity(TckInbox *inbox, guint slot, const char *text);
void tck_inbox_put_result(TckInbox *inbox, guint slot, TckResult *result);
void tck_inbox_put_end(TckInbox *inbox, guint slot);

/* For the main thread: receives these until so many workers have ended. Applies the run's profile and
 * waivers to each result, and adds it to the run. */
void tck_inbox_take_all(TckInbox *inbox, guint workers);
