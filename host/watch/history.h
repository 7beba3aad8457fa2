/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The newest reported incidents of one hypervisor, and the number of repetitions of each, which is
 * reported at increasing intervals.
 */
#pragma once

#include "watch.h"

typedef struct {
        TckIncident *incident;
        char *folder;  /* NULL if there is none */
        gboolean open; /* it may be repeated */
} TckHistoryEntry;

typedef struct TckHistory TckHistory;

/* The watch has to outlive it. Free with tck_history_free(). */
TckHistory *tck_history_new(TckWatch *watch);
void tck_history_free(TckHistory *history);

/* Adds a new incident, and takes ownership of it. The entry is valid until sixteen more are added, or until tck_history_clear(). */
TckHistoryEntry *tck_history_add(TckHistory *history, TckIncident *incident);

/* The entry that an incident repeats; NULL if it is new. */
TckHistoryEntry *tck_history_find(const TckHistory *history, const TckIncident *incident);

/* Counts a repetition. */
void tck_history_count(TckHistory *history, TckHistoryEntry *entry);

/* Later incidents are new, except that a reset may repeat the last reset. */
void tck_history_close(TckHistory *history, gboolean reset);

/* Removes all entries. */
void tck_history_clear(TckHistory *history);

/* How long to wait for an incident, at most so many seconds, before calling tck_history_tick(). */
double tck_history_patience(const TckHistory *history, double seconds);

/* Reports the numbers of repetitions that are due. */
void tck_history_tick(TckHistory *history);

/* Writes the entry's record; a failure becomes a note. */
void tck_history_write(TckHistory *history, const TckHistoryEntry *entry);
