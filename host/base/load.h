/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a process fares on a busy machine: whether its silence means something, or it was given no CPU to speak with.
 */
#pragma once

#include <glib.h>

/* By its threads' account in /proc; zeroes if there is none. */
typedef struct {
        gboolean at_work; /* a thread runs, waits for a CPU, or for a disk: there is something it still does */
        guint64 ran;      /* microseconds of CPU time that all of them have had */
        guint64 kept; /* microseconds that they were kept waiting for a CPU: one waits for another that is kept waiting */
} TckLoad;

TckLoad tck_load_of(GPid process);

/* A deadline, put off by as long as the process was kept waiting since it had that load, and by no more than a minute. */
gint64 tck_load_put_off(GPid process, const TckLoad *since, gint64 deadline);

/* A wait for what a process owes by a deadline, which is put off if a busy machine keeps it waiting. Nothing is put off for
 * process 0, nor a deadline that has passed already. */
typedef struct {
        GPid process;
        gint64 began, deadline;
        gint64 until;  /* the deadline, put off */
        gboolean late; /* what had come by then was waited for once more */
        gint64 looked; /* when it had been quiet for a while, 0 before */
        TckLoad load;  /* of then */
        guint64 ran;   /* what it had run when it was last looked at */
} TckPatience;

TckPatience tck_patience(GPid process, gint64 deadline);

/* Waits as tck_wait_readable() does, as often as it takes to have what is awaited: TCK_ERROR_TIMEOUT comes with the deadline,
 * however much the peer has to say. */
gboolean tck_patience_wait(TckPatience *patience, const int *fds, guint count, GError **error);

/* The same moment for whoever waits by other means: when the wait ends, which this may put off if it has come. */
gint64 tck_patience_end(TckPatience *patience);
