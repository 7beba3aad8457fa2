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

/* A hundred years: far from where a sum of microseconds overflows. */
static const double SECONDS_MAX = 100.0 * 365 * 24 * 3600;

static int cancel_fd = -1;

/* Made before main(), so that a signal handler finds it. Whoever starts us may have left no descriptor for it. */
__attribute__((constructor)) static void make_cancel_fd(void) {
        cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (cancel_fd >= 0)
                return;
        fprintf(stderr, "%s: cannot begin: %s\n", program_invocation_short_name, g_strerror(errno));
        _Exit(3);
}

gint64 tck_deadline(double seconds) {
        double sane = seconds > 0 ? MIN(seconds, SECONDS_MAX) : 0; /* of NaN nothing is true */

        return g_get_monotonic_time() + (gint64) (sane * G_USEC_PER_SEC);
}

gboolean tck_wait_again(gint64 deadline, gboolean *late, GError **error) {
        if (*late)
                return tck_error_set(error, TCK_ERROR_TIMEOUT,
                                     "much came before the deadline, and not what was awaited");
        *late = g_get_monotonic_time() >= deadline;
        return TRUE;
}

int tck_wake_fd(GError **error) {
        int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

        if (fd < 0)
                tck_error_set_errno(error, "no descriptor to wake up with");
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

        g_assert(count <= FDS_MAX); /* each call has a list of its own, as long as it is written there */
        for (guint i = 0; i < count; i++)
                entries[i] = (struct pollfd){.fd = fds[i], .events = events};
        entries[count] = (struct pollfd){.fd = cancel_fd, .events = POLLIN};
        do
                ready = poll(entries, count + 1, milliseconds_to(deadline));
        while ((ready < 0 && errno == EINTR) || (ready == 0 && g_get_monotonic_time() < deadline));

        if (ready < 0)
                return tck_error_set_errno(error, "poll");
        if (ready == 0)
                return tck_error_set(error, TCK_ERROR_TIMEOUT, "nothing came before the deadline");
        return !entries[count].revents || tck_error_set(error, TCK_ERROR_CANCELLED, "cancelled");
}

gboolean tck_wait_readable(const int *fds, guint count, gint64 deadline, GError **error) {
        return wait_for(fds, count, POLLIN, deadline, error);
}

gboolean tck_wait_hangup(int fd, gint64 deadline, GError **error) {
        return wait_for(&fd, 1, 0, deadline, error);
}

/* Sends some of a message, once there is room for it. -1 with an error. */
static ssize_t send_some(int socket, const struct msghdr *message, gint64 deadline, GError **error) {
        gboolean late = FALSE;

        for (;;) {
                /* MSG_NOSIGNAL: a peer that died must not take the harness along. */
                ssize_t n = sendmsg(socket, message, MSG_NOSIGNAL | MSG_DONTWAIT);

                if (n >= 0)
                        return n;
                if (errno == EAGAIN || errno == EWOULDBLOCK) {
                        /* For a descriptor there can be no room where there is some for bytes. */
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
