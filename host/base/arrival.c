/* SPDX-License-Identifier: BSD-2-Clause */
#include "arrival.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"
#include "wait.h"

/* A socket that refuses has a file, and nobody who listens: not yet, which no event tells the end of, or not any more. */
static const double REFUSED_SECONDS = 0.01, STALE_SECONDS = 1, EVER_SECONDS = 3600;

static int try(const char *path, int *ret_failure) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        int fd;

        if (strlen(path) >= sizeof address.sun_path) {
                *ret_failure = ENAMETOOLONG;
                return -1;
        }
        strcpy(address.sun_path, path);
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd >= 0 && connect(fd, (struct sockaddr *) &address, sizeof address) == 0)
                return fd;
        *ret_failure = errno;
        if (fd >= 0)
                close(fd);
        return -1;
}

static int fail(const char *path, int failure, GError **error) {
        g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "cannot connect to %s: %s", path, g_strerror(failure));
        return -1;
}

/* Takes what inotify has to say, whatever it is: the next try tells more. */
static void drain(int notify) {
        char events[4096];

        while (read(notify, events, sizeof events) > 0)
                ;
}

/* Tries, and waits for the folder to change, until it works out. */
static int wait_and_try(const char *path, int notify, int stop_fd, GError **error) {
        const int fds[] = {notify, stop_fd};
        gint64 young = 0; /* up to when a socket that refuses is about to listen */

        for (;;) {
                g_autoptr(GError) local = NULL;
                int failure = 0, fd = try(path, &failure);
                gboolean refused = failure == ECONNREFUSED || failure == EAGAIN;
                double patience = !refused                         ? EVER_SECONDS
                                  : g_get_monotonic_time() < young ? REFUSED_SECONDS
                                                                   : STALE_SECONDS;

                if (fd >= 0)
                        return fd;
                if (!refused && failure != ENOENT)
                        return fail(path, failure, error);
                if (tck_wait_readable(fds, G_N_ELEMENTS(fds), tck_deadline(patience), &local)) {
                        if (tck_wait_readable(&stop_fd, 1, 0, NULL)) {
                                g_set_error(error, TCK_ERROR, TCK_ERROR_CANCELLED, "stopped");
                                return -1;
                        }
                        drain(notify);
                        young = tck_deadline(STALE_SECONDS);
                } else if (!g_error_matches(local, TCK_ERROR, TCK_ERROR_TIMEOUT)) {
                        g_propagate_error(error, g_steal_pointer(&local));
                        return -1;
                }
        }
}

int tck_arrival_connect(const char *path, int stop_fd, GError **error) {
        g_autofree char *folder = g_path_get_dirname(path);
        int notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), fd;

        if (notify < 0)
                return fail(path, errno, error);
        if (inotify_add_watch(notify, folder, IN_CREATE | IN_MOVED_TO | IN_ATTRIB) < 0)
                fd = fail(path, errno, error);
        else
                fd = wait_and_try(path, notify, stop_fd, error);
        close(notify);
        return fd;
}
