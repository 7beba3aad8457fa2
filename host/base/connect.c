/* SPDX-License-Identifier: BSD-2-Clause */
#include "connect.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "wait.h"

enum { BACKLOG = 8, FOLDER_EVENTS = IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF };

/* Intervals between attempts. If a socket refuses, its server may be about to call listen(2), which causes no event, or it has ended. */
static const double RETRY_SECONDS = 0.01, STALE_SECONDS = 1, EVER_SECONDS = 60;

/* A server whose backlog was full for less than this may only be slow to accept. */
static const double BUSY_SECONDS = 0.05;

typedef struct {
        const char *path;
        const TckConnectOptions *options;
        int notify;       /* inotify on the folder; -1 while it does not exist */
        gint64 young;     /* until when a refusing socket is expected to listen soon */
        gint64 full;      /* since when the backlog is full; 0 if it is not */
        gboolean is_told; /* `crowded` was called */
} Attempt;

/* ---- one attempt ---- */

/* Connecting to a Unix socket without blocking succeeds or fails at once, so that nothing needs to be cancelled. */
int tck_connect_once(const char *path, GError **error) {
        g_autoptr(GSocketAddress) address = NULL;
        g_autoptr(GSocket) socket = NULL;
        int fd;

        if (strlen(path) >= sizeof((struct sockaddr_un *) NULL)->sun_path) {
                g_set_error(error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG, "%s", g_strerror(ENAMETOOLONG));
                return -1;
        }
        address = g_unix_socket_address_new(path);
        socket = g_socket_new(G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
        if (!socket || !g_socket_connect(socket, address, NULL, error))
                return -1;
        fd = fcntl(g_socket_get_fd(socket), F_DUPFD_CLOEXEC, 0);
        if (fd < 0)
                g_set_error(error, G_IO_ERROR, (gint) g_io_error_from_errno(errno), "%s", g_strerror(errno));
        return fd;
}

static gboolean is(const GError *failure, GIOErrorEnum code) {
        return g_error_matches(failure, G_IO_ERROR, (gint) code);
}

/* ---- the folder ---- */

static void leave_folder(Attempt *attempt) {
        tck_fd_close(g_steal_fd(&attempt->notify));
}

static gboolean watch_folder(Attempt *attempt, GError **error) {
        g_autofree char *folder = g_path_get_dirname(attempt->path);

        attempt->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (attempt->notify >= 0 && inotify_add_watch(attempt->notify, folder, FOLDER_EVENTS) >= 0)
                return TRUE;
        tck_error_set_errno(error, "cannot connect to %s", attempt->path);
        leave_folder(attempt);
        return FALSE;
}

/* Reads inotify's events. If the folder is gone, there will be no more: a new one has to be watched. */
static void take_events(Attempt *attempt) {
        char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
        gboolean gone = FALSE;
        ssize_t n;

        while (attempt->notify >= 0 && (n = read(attempt->notify, events, sizeof events)) > 0)
                for (char *place = events; place < events + n;) {
                        const struct inotify_event *event = (const struct inotify_event *) (const void *) place;

                        gone |= (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0;
                        place += sizeof *event + event->len;
                }
        if (gone)
                leave_folder(attempt);
}

/* ---- all attempts ---- */

/* Seconds to wait for an event before the next attempt. */
static double patience(const Attempt *attempt, const GError *failure) {
        if (is(failure, G_IO_ERROR_WOULD_BLOCK))
                return RETRY_SECONDS;
        if (attempt->notify < 0)
                return STALE_SECONDS; /* nothing reports that the folder is back */
        if (is(failure, G_IO_ERROR_NOT_FOUND))
                return EVER_SECONDS;
        return is(failure, G_IO_ERROR_CONNECTION_REFUSED) && g_get_monotonic_time() < attempt->young ? RETRY_SECONDS
                                                                                                     : STALE_SECONDS;
}

static void note_crowd(Attempt *attempt, const GError *failure) {
        gint64 now = g_get_monotonic_time();

        if (!is(failure, G_IO_ERROR_WOULD_BLOCK)) {
                attempt->full = 0;
                return;
        }
        if (!attempt->full)
                attempt->full = now;
        if (attempt->is_told || now - attempt->full < (gint64) (BUSY_SECONDS * G_USEC_PER_SEC))
                return;
        attempt->is_told = TRUE;
        if (attempt->options->crowded)
                attempt->options->crowded(attempt->options->data);
}

static gboolean may_go_away(const Attempt *attempt, const GError *failure) {
        return is(failure, G_IO_ERROR_WOULD_BLOCK) || is(failure, G_IO_ERROR_CONNECTION_REFUSED) ||
               is(failure, G_IO_ERROR_NOT_FOUND) ||
               (attempt->options->patient && !is(failure, G_IO_ERROR_FILENAME_TOO_LONG));
}

static gboolean is_stopped(const Attempt *attempt, GError **error) {
        if (!tck_cancelled() && !tck_wait_readable(&attempt->options->stop_fd, 1, 0, NULL))
                return FALSE;
        return !tck_error_set(error, TCK_ERROR_CANCELLED, "stopped");
}

/* Waits until another attempt may succeed. FALSE with an error if none can. */
static gboolean wait_for_change(Attempt *attempt, const GError *failure, GError **error) {
        const int fds[] = {attempt->notify, attempt->options->stop_fd};
        g_autoptr(GError) local = NULL;

        note_crowd(attempt, failure);
        if (!may_go_away(attempt, failure))
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "cannot connect to %s: %s", attempt->path,
                                     failure->message);
        if (tck_wait_readable(fds, G_N_ELEMENTS(fds), tck_deadline(patience(attempt, failure)), &local)) {
                take_events(attempt);
                attempt->young = tck_deadline(STALE_SECONDS);
        } else if (!g_error_matches(local, TCK_ERROR, TCK_ERROR_TIMEOUT)) {
                g_propagate_error(error, g_steal_pointer(&local));
                return FALSE;
        } else if (is(failure, G_IO_ERROR_NOT_FOUND)) {
                leave_folder(attempt); /* another folder may have been mounted or moved there, which causes no event */
        }
        return !is_stopped(attempt, error);
}

int tck_connect(const char *path, const TckConnectOptions *options, GError **error) {
        Attempt attempt = {.path = path, .options = options, .notify = -1};
        gboolean goes_on = watch_folder(&attempt, options->patient ? NULL : error) || options->patient;
        int fd = -1;

        while (fd < 0 && goes_on) {
                g_autoptr(GError) failure = NULL;

                /* Before the attempt, so that no event is missed. */
                if (attempt.notify < 0)
                        watch_folder(&attempt, NULL);
                fd = tck_connect_once(path, &failure);
                goes_on = fd < 0 && wait_for_change(&attempt, failure, error);
        }
        leave_folder(&attempt);
        return fd;
}

/* ---- listening ---- */

int tck_listen(const char *path, int type, GError **error) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        g_auto(TckFd) fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

        unlink(path);
        if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
                errno = ENAMETOOLONG;
        else if (fd >= 0 && bind(fd, (const struct sockaddr *) &address, sizeof address) == 0 &&
                 (type == SOCK_DGRAM || listen(fd, BACKLOG) == 0))
                return g_steal_fd(&fd);
        tck_error_set_errno(error, "cannot listen at %s", path);
        return -1;
}
