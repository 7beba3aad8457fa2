/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The run of a target: a process of this program, which sends what happens (docs/lab.md), and has a VM only while it has a slot
 * (slots.h). The process is untrusted.
 */
#pragma once

#include "matrix.h"

typedef struct TckMatrixChild TckMatrixChild;

/* What the child's messages change: called in the default main context. */
typedef struct {
        /* A result came in. */
        void (*result)(TckMatrixEntry *entry, const TckMatrixResult *result, gpointer data);
        /* Anything else changed: the number of slots that it holds or wants, its activity, its state. */
        void (*changed)(TckMatrixEntry *entry, gpointer data);
        gpointer data;
} TckMatrixWatcher;

/* Starts it, with one slot; its entry has an attempt. NULL with the error. Free with tck_matrix_child_free(), which ends it. */
TckMatrixChild *tck_matrix_child_new(TckMatrixEntry *entry, const TckMatrix *matrix, const TckMatrixWatcher *watcher,
                                     GError **error);
void tck_matrix_child_free(TckMatrixChild *child);

TckMatrixEntry *tck_matrix_child_entry(const TckMatrixChild *child);

/* How many slots it has, and how many more it waits for. */
guint tck_matrix_child_held(const TckMatrixChild *child);
guint tck_matrix_child_wanted(const TckMatrixChild *child);

/* Gives it a slot that it waits for. */
void tck_matrix_child_grant(TckMatrixChild *child);

/* Asks it to end, and keep its results; the second time, ends it. */
void tck_matrix_child_interrupt(TckMatrixChild *child);

/* Ends it if it has had slots, but no result, for that many microseconds, or if a later attempt has taken the target over. */
void tck_matrix_child_check(TckMatrixChild *child, gint64 patience);

/* Whether it has ended. Its entry has its state. */
gboolean tck_matrix_child_ended(const TckMatrixChild *child);
