/* SPDX-License-Identifier: BSD-2-Clause */
#include "wait.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"

enum { FDS_MAX = 4 };

/* A hundred years, far below an overflow in microseconds. */
static const double SECONDS_MAX = 100.0 * 365 * 24 * 3600;

static int cancel_fd = -1;

/* Created before main(), so that every signal handler finds it. It fails if no descriptor is left. */
__attribute__((constructor)) static void make_cancel_fd(void) {
        cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (cancel_fd >= 0)
                return;
        fprintf(stderr, "%s: cannot start: %s\n", program_invocation_short_name, g_strerror(errno));
        _Exit(3);
}

gint64 tck_deadline(double seconds) {
        double sane = seconds > 0 ? MIN(seconds, SECONDS_MAX) : 0; /* every comparison with NaN is false */

        return g_get_monotonic_time() + (gint64) (sane * G_USEC_PER_SEC);
}

gboolean tck_wait_again(gint64 deadline, gboolean *late, GError **error) {
        if (*late)
                return tck_error_set(error, TCK_ERROR_TIMEOUT,
                                     "other data arrived before the deadline, but not what was awaited");
        *late = g_get_monotonic_time() >= deadline;
        return TRUE;
}

int tck_wake_fd(GError **error) {
        int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

        if (fd < 0)
                tck_error_set_errno(error, "cannot make an eventfd");
        return fd;
}

void tck_cancel(void) {
        eventfd_write(cancel_fd, 1);
}

gboolean tck_cancelled(void) {
        struct pollfd entry = {.fd = cancel_fd, .events = POLLIN};

        return poll(&entry, 1, 0) > 0;
}

/* Milliseconds to the deadline, rounded up so that a poll does not spin towards it. */
static int milliseconds_to(gint64 deadline) {
        gint64 left = deadline - g_get_monotonic_time();

        return left <= 0 ? 0 : (int) MIN((left - 1) / 1000 + 1, G_MAXINT);
}

static gboolean wait_for(const int *fds, guint count, short events, gint64 deadline, GError **error) {
        struct pollfd entries[FDS_MAX + 1];
        int ready;

        g_assert(count <= FDS_MAX); /* no caller passes more */
        for (guint i = 0; i < count; i++)
                entries[i] = (struct pollfd){.fd = fds[i], .events = events};
        entries[count] = (struct pollfd){.fd = cancel_fd, .events = POLLIN};
        do
                ready = poll(entries, count + 1, milliseconds_to(deadline));
        while ((ready < 0 && errno == EINTR) || (ready == 0 && g_get_monotonic_time() < deadline));

        if (ready < 0)
                return tck_error_set_errno(error, "poll");
        if (ready == 0)
                return tck_error_set(error, TCK_ERROR_TIMEOUT, "nothing arrived before the deadline");
        return !entries[count].revents || tck_error_set(error, TCK_ERROR_CANCELLED, "cancelled");
}

gboolean tck_wait_readable(const int *fds, guint count, gint64 deadline, GError **error) {
        return wait_for(fds, count, POLLIN, deadline, error);
}

gboolean tck_wait_hangup(int fd, gint64 deadline, GError **error) {
        return wait_for(&fd, 1, 0, deadline, error);
}

/* Sends a part of a message once there is room. -1 with an error. */
static ssize_t send_some(int socket, const struct msghdr *message, gint64 deadline, GError **error) {
        gboolean late = FALSE;

        for (;;) {
                /* MSG_NOSIGNAL: a peer that has ended causes no SIGPIPE. */
                ssize_t n = sendmsg(socket, message, MSG_NOSIGNAL | MSG_DONTWAIT);

                if (n >= 0)
                        return n;
                if (errno == EAGAIN || errno == EWOULDBLOCK) {
                        /* poll(2) may report room for bytes while there is none for a descriptor. */
                        if (!tck_wait_again(deadline, &late, error) || !wait_for(&socket, 1, POLLOUT, deadline, error))
                                return -1;
                } else if (errno != EINTR) {
                        g_set_error(error, TCK_ERROR, TCK_ERROR_CLOSED, "cannot write to the socket: %s",
                                    g_strerror(errno));
                        return -1;
                }
        }
}

gboolean tck_write_all(int fd, const void *data, gsize length, gint64 deadline, GError **error) {
        struct iovec rest = {.iov_base = (void *) data, .iov_len = length};
        const struct msghdr message = {.msg_iov = &rest, .msg_iovlen = 1};

        while (rest.iov_len) {
                ssize_t n = send_some(fd, &message, deadline, error);

                if (n < 0)
                        return FALSE;
                rest.iov_base = (char *) rest.iov_base + n;
                rest.iov_len -= (size_t) n;
        }
        return TRUE;
}

gboolean tck_write_with_fd(int socket, int fd, const void *data, gsize length, gint64 deadline, GError **error) {
        union {
                struct cmsghdr header;
                char space[CMSG_SPACE(sizeof(int))];
        } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
        struct iovec first = {.iov_base = (void *) data, .iov_len = 1};
        const struct msghdr message = {
                .msg_iov = &first, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};

        memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
        return send_some(socket, &message, deadline, error) == 1 &&
               tck_write_all(socket, (const char *) data + 1, length - 1, deadline, error);
}

/* ---- on a busy machine ---- */

/* The load is not read in a wait that is shorter than this. */
static const double QUIET_SECONDS = 0.1;

static const gint64 PUT_OFF_MAX = 60 * G_USEC_PER_SEC;

static char *read_of(const char *tasks, const char *thread, const char *name) {
        g_autofree char *path = g_build_filename(tasks, thread, name, NULL);
        char *text = NULL;

        return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}

/* The state follows the name, which is in parentheses and may contain some itself. */
static gboolean is_at_work(const char *stat) {
        const char *bracket = stat ? strrchr(stat, ')') : NULL;

        return bracket && bracket[1] == ' ' && (bracket[2] == 'R' || bracket[2] == 'D');
}

static void add_thread(TckLoad *load, const char *tasks, const char *thread) {
        g_autofree char *stat = read_of(tasks, thread, "stat"), *times = read_of(tasks, thread, "schedstat");
        char *rest = NULL;
        guint64 ran = times ? g_ascii_strtoull(times, &rest, 10) : 0;
        guint64 kept = rest ? g_ascii_strtoull(rest, NULL, 10) : 0;

        load->at_work |= is_at_work(stat);
        load->ran += ran / 1000;
        load->kept += kept / 1000;
}

TckLoad tck_load_of(GPid process) {
        g_autofree char *tasks = g_strdup_printf("/proc/%d/task", (int) process);
        g_autoptr(GDir) threads = g_dir_open(tasks, 0, NULL);
        TckLoad load = {0};
        const char *thread;

        while (threads && (thread = g_dir_read_name(threads)))
                add_thread(&load, tasks, thread);
        return load;
}

gint64 tck_load_put_off(GPid process, const TckLoad *since, gint64 deadline) {
        TckLoad now = tck_load_of(process);

        return deadline + (gint64) (now.kept > since->kept ? MIN(now.kept - since->kept, (guint64) PUT_OFF_MAX) : 0);
}

TckPatience tck_patience(GPid process, gint64 deadline) {
        return (TckPatience){
                .process = process, .began = g_get_monotonic_time(), .deadline = deadline, .until = deadline};
}

/* The time for which the process was kept waiting since its load was first read. The kernel adds a wait for a CPU only when it is over: a
 * process that is still waiting, and has not run since the last look, has waited all that time. */
static gint64 kept_waiting(TckPatience *patience) {
        TckLoad now = tck_load_of(patience->process);
        gint64 moment = g_get_monotonic_time(), kept = 0;

        if (now.kept > patience->load.kept)
                kept = (gint64) MIN(now.kept - patience->load.kept, (guint64) PUT_OFF_MAX);
        if (now.at_work && now.ran == patience->ran)
                kept += moment - patience->looked;
        patience->ran = now.ran;
        patience->looked = moment;
        return MIN(kept, PUT_OFF_MAX);
}

gint64 tck_patience_end(TckPatience *patience) {
        if (!patience->process || patience->deadline <= patience->began)
                return patience->until;
        if (!patience->looked) {
                patience->load = tck_load_of(patience->process);
                patience->ran = patience->load.ran;
                patience->looked = g_get_monotonic_time();
        } else if (patience->until <= g_get_monotonic_time()) {
                patience->until = patience->deadline + kept_waiting(patience);
        }
        return patience->until;
}

/* Waits once, until the load has to be read or until the end. */
static gboolean wait_once(const TckPatience *patience, const int *fds, guint count, GError **error) {
        gint64 look = patience->began + (gint64) (QUIET_SECONDS * G_USEC_PER_SEC);

        return tck_wait_readable(fds, count,
                                 patience->process && !patience->looked ? MIN(look, patience->until) : patience->until,
                                 error);
}

gboolean tck_patience_wait(TckPatience *patience, const int *fds, guint count, GError **error) {
        GError *local = NULL;

        if (patience->late && tck_patience_end(patience) > g_get_monotonic_time())
                patience->late = FALSE;
        if (!tck_wait_again(patience->until, &patience->late, error))
                return FALSE;
        while (!wait_once(patience, fds, count, &local)) {
                if (!g_error_matches(local, TCK_ERROR, TCK_ERROR_TIMEOUT) ||
                    tck_patience_end(patience) <= g_get_monotonic_time()) {
                        g_propagate_error(error, local);
                        return FALSE;
                }
                g_clear_error(&local);
                patience->late = FALSE;
        }
        return TRUE;
}
