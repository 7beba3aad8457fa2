/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notes hypervisors that start and cannot be watched: a failure once, and its repetitions at intervals.
 */
#pragma once

#include "again.h"

typedef struct {
        void (*note)(gpointer data, const char *text);
        gpointer data;
        char *text; /* the last failure; NULL if there was none */
        TckAgain again;
        double retry; /* seconds until the next attempt */
} TckFailures;

void tck_failures_init(TckFailures *failures, void (*note)(gpointer data, const char *text), gpointer data);

/* Counts a failure, and notes it if it is due. */
void tck_failures_add(TckFailures *failures, const GError *error);

/* A hypervisor could be watched: notes the repetitions so far. */
void tck_failures_note(TckFailures *failures);

/* The same, and forgets the last failure. */
void tck_failures_clear(TckFailures *failures);

/* Seconds to wait before the next attempt; doubled each time, up to a limit. */
double tck_failures_retry(TckFailures *failures);
