/* SPDX-License-Identifier: BSD-2-Clause */
#include "notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "escape.h"

/* A service manager that does not read must not block the watch. */
static const struct timeval PATIENCE = {.tv_usec = 100 * 1000};

struct TckNotify {
        int fd; /* -1 without a service manager */
        struct sockaddr_un address;
        socklen_t length;
        guint64 watchdog;
};

/* A path, or an abstract name, which begins with @. */
static gboolean make_address(TckNotify *notify, const char *name) {
        gsize length = name ? strlen(name) : 0;

        if (!length || (name[0] != '/' && name[0] != '@') || length >= sizeof notify->address.sun_path)
                return FALSE;
        notify->address.sun_family = AF_UNIX;
        memcpy(notify->address.sun_path, name, length);
        if (name[0] == '@')
                notify->address.sun_path[0] = '\0';
        /* A path includes its NUL, an abstract name does not. */
        notify->length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + length + (name[0] == '/'));
        return TRUE;
}

/* The variables may be meant for a parent process. */
static guint64 find_watchdog(void) {
        const char *microseconds = g_getenv("WATCHDOG_USEC"), *pid = g_getenv("WATCHDOG_PID");
        guint64 number = 0, wanted = (guint64) getpid();

        if (pid && (!g_ascii_string_to_unsigned(pid, 10, 1, G_MAXINT32, &number, NULL) || number != wanted))
                return 0;
        if (!microseconds || !g_ascii_string_to_unsigned(microseconds, 10, 1, G_MAXINT64, &number, NULL))
                return 0;
        return number;
}

TckNotify *tck_notify_new(void) {
        TckNotify *notify = g_new0(TckNotify, 1);

        notify->fd = -1;
        if (make_address(notify, g_getenv("NOTIFY_SOCKET")))
                notify->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (notify->fd >= 0) {
                setsockopt(notify->fd, SOL_SOCKET, SO_SNDTIMEO, &PATIENCE, sizeof PATIENCE);
                notify->watchdog = find_watchdog();
        }
        g_unsetenv("NOTIFY_SOCKET");
        g_unsetenv("WATCHDOG_USEC");
        g_unsetenv("WATCHDOG_PID");
        return notify;
}

void tck_notify_free(TckNotify *notify) {
        if (!notify)
                return;
        if (notify->fd >= 0)
                close(notify->fd);
        g_free(notify);
}

guint64 tck_notify_watchdog(const TckNotify *notify) {
        return notify->watchdog;
}

gboolean tck_notify_send(const TckNotify *notify, const char *assignment) {
        gsize length = strlen(assignment);

        return notify->fd >= 0 &&
               sendto(notify->fd, assignment, length, MSG_NOSIGNAL, (const struct sockaddr *) &notify->address,
                      notify->length) == (ssize_t) length;
}

gboolean tck_notify_status(const TckNotify *notify, const char *text) {
        g_autofree char *safe = tck_escape(text, "");
        g_autofree char *assignment = g_strconcat("STATUS=", safe, NULL);

        return tck_notify_send(notify, assignment);
}
