/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hypervisors that come up and cannot be watched, one after another: noted once, however often the same goes wrong, and then how
 * often it did.
 */
#pragma once

#include "again.h"

typedef struct {
        void (*note)(gpointer data, const char *text);
        gpointer data;
        char *text; /* what was noted of the last; NULL if there was none */
        TckAgain again;
        double retry; /* seconds until the next try */
} TckFailures;

void tck_failures_init(TckFailures *failures, void (*note)(gpointer data, const char *text), gpointer data);

/* One more. */
void tck_failures_add(TckFailures *failures, const GError *error);

/* One could be watched: there will be no more of the same. */
void tck_failures_note(TckFailures *failures);

/* Forgets all, after tck_failures_note(). */
void tck_failures_clear(TckFailures *failures);

/* Seconds to wait before the next try: ever more, up to a limit. */
double tck_failures_retry(TckFailures *failures);
