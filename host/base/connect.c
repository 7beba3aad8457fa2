/* SPDX-License-Identifier: BSD-2-Clause */
#include "arrival.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"
#include "wait.h"

enum { FOLDER_EVENTS = IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF };

/* A socket that refuses has a file, and nobody who listens: not yet, which no event tells the end of, or not any more. */
static const double REFUSED_SECONDS = 0.01, STALE_SECONDS = 1, EVER_SECONDS = 60;

/* The kernel waits in connect(2) for room in the backlog, and nothing else can be waited for meanwhile: in small pieces. */
static const struct timeval PIECE = {.tv_usec = 50 * 1000}, NO_LIMIT = {0};

typedef struct {
        const char *path;
        const TckArrival *how;
        int notify;        /* inotify, on the folder; -1 while there is no folder */
        gint64 young;      /* up to when a socket that refuses is about to listen */
        gboolean was_full; /* that somebody listens and has no room has been told */
} Arrival;

static int fail(const char *path, int failure, GError **error) {
        g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "cannot connect to %s: %s", path, g_strerror(failure));
        return -1;
}

/* ---- one try ---- */

static int try(const char *path, int *ret_failure) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        int fd;

        if (strlen(path) >= sizeof address.sun_path) {
                *ret_failure = ENAMETOOLONG;
                return -1;
        }
        strcpy(address.sun_path, path);
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &PIECE, sizeof PIECE) == 0 &&
            connect(fd, (struct sockaddr *) &address, sizeof address) == 0 &&
            setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &NO_LIMIT, sizeof NO_LIMIT) == 0)
                return fd;
        *ret_failure = errno;
        if (fd >= 0)
                close(fd);
        return -1;
}

/* ---- the folder ---- */

static gboolean watch_folder(Arrival *arrival) {
        g_autofree char *folder = g_path_get_dirname(arrival->path);
        int failure;

        arrival->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (arrival->notify >= 0 && inotify_add_watch(arrival->notify, folder, FOLDER_EVENTS) >= 0)
                return TRUE;
        failure = errno;
        if (arrival->notify >= 0)
                close(arrival->notify);
        arrival->notify = -1;
        errno = failure;
        return FALSE;
}

static void leave_folder(Arrival *arrival) {
        if (arrival->notify >= 0)
                close(arrival->notify);
        arrival->notify = -1;
}

/* Takes what inotify has to say. It hears no more of a folder that is gone: one at its place has to be watched anew. */
static void take_events(Arrival *arrival) {
        char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
        gboolean gone = FALSE;
        ssize_t n;

        while (arrival->notify >= 0 && (n = read(arrival->notify, events, sizeof events)) > 0)
                for (char *place = events; place < events + n;) {
                        const struct inotify_event *event = (const struct inotify_event *) (const void *) place;

                        gone |= (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0;
                        place += sizeof *event + event->len;
                }
        if (gone)
                leave_folder(arrival);
}

/* ---- until it works out ---- */

static gboolean is_stopped(const Arrival *arrival, GError **error) {
        if (!tck_cancelled() && !tck_wait_readable(&arrival->how->stop_fd, 1, 0, NULL))
                return FALSE;
        g_set_error(error, TCK_ERROR, TCK_ERROR_CANCELLED, "stopped");
        return TRUE;
}

/* How long to wait for the folder to change before the next try. */
static double patience(const Arrival *arrival, int failure) {
        if (arrival->notify < 0)
                return STALE_SECONDS; /* nobody tells when it is there again */
        if (failure == ENOENT)
                return EVER_SECONDS;
        return failure == ECONNREFUSED && g_get_monotonic_time() < arrival->young ? REFUSED_SECONDS : STALE_SECONDS;
}

/* There is somebody who has no room: connect(2) has waited for that already. */
static void tell_of_crowd(Arrival *arrival) {
        if (!arrival->was_full && arrival->how->crowded)
                arrival->how->crowded(arrival->how->data);
        arrival->was_full = TRUE;
}

static gboolean may_go_by(const Arrival *arrival, int failure) {
        return failure == ECONNREFUSED || failure == ENOENT || (arrival->how->patient && failure != ENAMETOOLONG);
}

/* Waits until another try may go better. FALSE with an error once that is in vain. */
static gboolean wait_for_change(Arrival *arrival, int failure, GError **error) {
        const int fds[] = {arrival->notify, arrival->how->stop_fd};
        g_autoptr(GError) local = NULL;

        if (failure == EAGAIN)
                tell_of_crowd(arrival);
        if (failure == EAGAIN || failure == EINTR)
                return !is_stopped(arrival, error);
        if (!may_go_by(arrival, failure)) {
                fail(arrival->path, failure, error);
                return FALSE;
        }
        if (tck_wait_readable(fds, G_N_ELEMENTS(fds), tck_deadline(patience(arrival, failure)), &local)) {
                take_events(arrival);
                arrival->young = tck_deadline(STALE_SECONDS);
        } else if (!g_error_matches(local, TCK_ERROR, TCK_ERROR_TIMEOUT)) {
                g_propagate_error(error, g_steal_pointer(&local));
                return FALSE;
        } else if (failure == ENOENT) {
                leave_folder(arrival); /* another may have been mounted or moved to its place, which nobody tells */
        }
        return !is_stopped(arrival, error);
}

int tck_arrival_connect(const char *path, const TckArrival *how, GError **error) {
        Arrival arrival = {.path = path, .how = how, .notify = -1};
        int failure = 0, fd = -1;

        if (!watch_folder(&arrival) && !how->patient)
                return fail(path, errno, error);
        do {
                /* Before the try, so that nothing comes unseen in between. */
                if (arrival.notify < 0)
                        watch_folder(&arrival);
                fd = try(path, &failure);
        } while (fd < 0 && wait_for_change(&arrival, failure, error));
        leave_folder(&arrival);
        return fd;
}
