/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting: always for a descriptor, always with a deadline, and always ended by a cancellation. */
#pragma once

#include <glib.h>

/* The moment, on the monotonic clock in microseconds, that lies this many seconds ahead: from none, which is what a negative
 * number and NaN are taken for, to a hundred years, which is what infinity is taken for. */
gint64 tck_deadline(double seconds);

/* For a loop that takes what comes until it has what it waits for: whether it may go round once more. TRUE up to the deadline
 * and once behind it, for what has come meanwhile; then TCK_ERROR_TIMEOUT, however much its peer has to say. `late` begins as
 * FALSE. */
gboolean tck_wait_again(gint64 deadline, gboolean *late, GError **error);

/* Waits until one of count descriptors (at most 4; -1 is passed over) has something to read, or has been closed by its
 * peer. Fails with TCK_ERROR_TIMEOUT, with TCK_ERROR_CANCELLED after tck_cancel(), or as poll(2) does. */
gboolean tck_wait_readable(const int *fds, guint count, gint64 deadline, GError **error);

/* Waits until a descriptor says that its other side is gone, whatever there is to read. */
gboolean tck_wait_hangup(int fd, gint64 deadline, GError **error);

/* Writes all of a buffer to a non-blocking descriptor. A peer that is gone is TCK_ERROR_CLOSED. */
gboolean tck_write_all(int fd, const void *data, gsize length, gint64 deadline, GError **error);

/* The same over a Unix socket, with a descriptor that goes along with the first byte, of which there has to be one. */
gboolean tck_write_with_fd(int socket, int fd, const void *data, gsize length, gint64 deadline, GError **error);

/* A descriptor to wake somebody up with: readable once one has written to it with eventfd_write(), and until it is read. -1 with
 * TCK_ERROR_ENVIRONMENT if there are too many descriptors. */
int tck_wake_fd(GError **error);

/* Ends every wait in the process, now and from now on. May be called from any thread and from a signal handler. */
void tck_cancel(void);
gboolean tck_cancelled(void);

/* ---- on a busy machine ---- */

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
