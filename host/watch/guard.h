/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ends the process in time: when it is told to end, its threads get a moment for an orderly end, even if a disk, a daemon or a
 * reader of the output blocks one of them.
 */
#pragma once

#include <glib.h>

typedef struct TckGuard TckGuard;

/* From tck_cancel() on, the process has so many seconds left; then it exits with *status. Calls cancelled(data) first, in a thread of its
 * own. NULL with an error if there is no thread or descriptor left. */
TckGuard *tck_guard_new(double seconds, const int *status, void (*cancelled)(gpointer data), gpointer data,
                        GError **error);

/* The process ends by itself: cancelled() has returned, or will not be called, once this returns. */
void tck_guard_free(TckGuard *guard);
