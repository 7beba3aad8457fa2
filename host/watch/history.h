/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The incidents of one hypervisor that were reported, the newest of them, and how often each has come again since: that is
 * reported in ever longer intervals.
 */
#pragma once

#include "watch.h"

typedef struct {
        TckIncident *incident;
        char *folder;  /* NULL if there is none */
        gboolean open; /* the same may come again */
} TckHistoryEntry;

typedef struct TckHistory TckHistory;

/* The watch has to outlive it. Free with tck_history_free(). */
TckHistory *tck_history_new(TckWatch *watch);
void tck_history_free(TckHistory *history);

/* Adds an incident that is new, and takes it over. The entry is valid until sixteen more were added, or tck_history_clear(). */
TckHistoryEntry *tck_history_add(TckHistory *history, TckIncident *incident);

/* The entry of which an incident is a repetition; NULL if it is new. */
TckHistoryEntry *tck_history_find(const TckHistory *history, const TckIncident *incident);

/* It has come once more. */
void tck_history_count(TckHistory *history, TckHistoryEntry *entry);

/* What comes from now on is new; but what a reset has told, the next may tell again. */
void tck_history_close(TckHistory *history, gboolean reset);

/* Forgets all entries. */
void tck_history_clear(TckHistory *history);

/* How long to wait for an incident, at most so many seconds, before tck_history_tick(). */
double tck_history_patience(const TckHistory *history, double seconds);

/* Reports how often incidents have come again, if that is due. */
void tck_history_tick(TckHistory *history);

/* Writes the entry's record; that this fails becomes a note. */
void tck_history_write(TckHistory *history, const TckHistoryEntry *entry);
