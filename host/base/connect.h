/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connecting to a Unix socket that may not be there yet.
 */
#pragma once

#include <glib.h>

/* How to go about it. */
typedef struct {
        int stop_fd; /* readable once it is to end */
        gboolean
                patient; /* it has worked out before: whatever is in the way now, the folder's absence too, may go by */
        void (*crowded)(gpointer data); /* called once if somebody listens and has no room; or NULL */
        gpointer data;
} TckArrival;

/* Connects as soon as somebody listens at that path and has room for one more; waits for it as long as it takes. -1 with an
 * error: TCK_ERROR_CANCELLED after tck_cancel(), or once stop_fd has something to read; TCK_ERROR_ENVIRONMENT if nobody ever
 * can (there is no such folder, or it is not ours to use). */
int tck_arrival_connect(const char *path, const TckArrival *how, GError **error);
