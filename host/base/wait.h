/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting: always for a descriptor, with a deadline, and ended by a cancellation. */
#pragma once

#include <glib.h>

/* The time, on the monotonic clock in microseconds, that is this many seconds ahead: at least 0, also for a negative
 * number and NaN, and at most a hundred years, also for infinity. */
gint64 tck_deadline(double seconds);

/* For a loop that reads until it has what it waits for: whether it may go round once more. TRUE up to the deadline
 * and once after it, for what has arrived meanwhile; then TCK_ERROR_TIMEOUT, even if the peer keeps sending. `late` begins as
 * FALSE. */
gboolean tck_wait_again(gint64 deadline, gboolean *late, GError **error);

/* Waits until one of count descriptors (at most 4; -1 is ignored) is readable, or has been closed by its
 * peer. Fails with TCK_ERROR_TIMEOUT, with TCK_ERROR_CANCELLED after tck_cancel(), or as poll(2) does. */
gboolean tck_wait_readable(const int *fds, guint count, gint64 deadline, GError **error);

/* Waits until the other side of a descriptor is gone, even if there is unread data. */
gboolean tck_wait_hangup(int fd, gint64 deadline, GError **error);

/* Writes all of a buffer to a non-blocking descriptor. TCK_ERROR_CLOSED if the peer is gone. */
gboolean tck_write_all(int fd, const void *data, gsize length, gint64 deadline, GError **error);

/* The same over a Unix socket, with a descriptor that is passed with the first byte; there has to be at least one byte. */
gboolean tck_write_with_fd(int socket, int fd, const void *data, gsize length, gint64 deadline, GError **error);

/* A descriptor for waking another thread: readable after eventfd_write() until it is read. -1 with
 * TCK_ERROR_ENVIRONMENT if there are too many descriptors. */
int tck_wake_fd(GError **error);

/* Ends every wait in the process, current and future. May be called from any thread and from a signal handler. */
void tck_cancel(void);
gboolean tck_cancelled(void);

/* ---- on a busy machine ---- */

/* A process's load, by its threads in /proc; zeroes if there is no such process. */
typedef struct {
        gboolean at_work; /* a thread runs, or waits for a CPU or a disk: the process still has work */
        guint64 ran;      /* microseconds of CPU time of all threads */
        guint64 kept;     /* microseconds that threads waited for a CPU: the process cannot proceed meanwhile */
} TckLoad;

TckLoad tck_load_of(GPid process);

/* A deadline, extended by the time that the process waited for a CPU since it had that load, by a minute at most. */
gint64 tck_load_put_off(GPid process, const TckLoad *since, gint64 deadline);

/* A wait for a process with a deadline, which is extended if a busy machine keeps the process waiting. It is not extended for
 * process 0, and not if it has passed already. */
typedef struct {
        GPid process;
        gint64 began, deadline;
        gint64 until;  /* the extended deadline */
        gboolean late; /* what had arrived by then was read once more */
        gint64 looked; /* when the process had been quiet for a while, 0 before */
        TckLoad load;  /* of then */
        guint64 ran;   /* its CPU time at the last look */
} TckPatience;

TckPatience tck_patience(GPid process, gint64 deadline);

/* Waits as tck_wait_readable() does; may be called repeatedly for one event: TCK_ERROR_TIMEOUT comes with the deadline,
 * even if the peer keeps sending. */
gboolean tck_patience_wait(TckPatience *patience, const int *fds, guint count, GError **error);

/* For other ways of waiting: the time when the wait ends, which this extends if it has come and the process was kept waiting. */
gint64 tck_patience_end(TckPatience *patience);
