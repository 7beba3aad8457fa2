/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An end that nothing can delay. Once the process is told to end, its threads get a moment to do so in good order; a thread that is
 * held up then, by a disk, a daemon or a reader of the output, does not hold up the end.
 */
#pragma once

#include <glib.h>

typedef struct TckGuard TckGuard;

/* From tck_cancel() on, the process has so many seconds left; then it ends with that status, which is read at that time. First
 * it calls cancelled(data), from a thread of its own. NULL with an error without a thread or a descriptor. */
TckGuard *tck_guard_new(double seconds, const int *status, void (*cancelled)(gpointer data), gpointer data,
                        GError **error);

/* The process is about to end by itself: cancelled() will have returned, or will not be called any more. */
void tck_guard_free(TckGuard *guard);
