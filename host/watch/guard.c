/* SPDX-License-Identifier: BSD-2-Clause */
#include "guard.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "error.h"
#include "wait.h"

enum { HOUR = 3600 };

struct TckGuard {
        double seconds;
        const int *status;
        void (*cancelled)(gpointer data);
        gpointer data;
        int end_fd; /* readable when the guard has to end */
        GThread *thread;
};

/* Writes to standard error, unless that would block. */
static void say(const char *text) {
        struct pollfd entry = {.fd = STDERR_FILENO, .events = POLLOUT};

        if (poll(&entry, 1, 0) == 1 && entry.revents & POLLOUT && write(STDERR_FILENO, text, strlen(text)) < 0)
                return;
}

static gboolean ends_by_itself(const TckGuard *guard) {
        struct pollfd entry = {.fd = guard->end_fd, .events = POLLIN};
        gint64 until = g_get_monotonic_time() + (gint64) (guard->seconds * G_USEC_PER_SEC);
        int ready;

        do {
                gint64 left = MAX(until - g_get_monotonic_time(), 0);

                ready = poll(&entry, 1, (int) ((left + 999) / 1000));
        } while (ready < 0 && errno == EINTR);
        return ready > 0;
}

static gpointer work(gpointer data) {
        TckGuard *guard = data;
        g_autoptr(GError) error = NULL;

        while (!tck_wait_readable(&guard->end_fd, 1, tck_deadline(HOUR), &error)) {
                if (g_error_matches(error, TCK_ERROR, TCK_ERROR_CANCELLED))
                        break;
                g_clear_error(&error);
        }
        if (!error)
                return NULL;
        guard->cancelled(guard->data);
        if (ends_by_itself(guard))
                return NULL;
        say("pvpanic-tck: ended at once: a disk, a daemon or a reader kept it waiting\n");
        _exit(g_atomic_int_get(guard->status));
}

TckGuard *tck_guard_new(double seconds, const int *status, void (*cancelled)(gpointer data), gpointer data,
                        GError **error) {
        TckGuard *guard = g_new0(TckGuard, 1);

        *guard = (TckGuard){.seconds = seconds, .status = status, .cancelled = cancelled, .data = data};
        guard->end_fd = tck_wake_fd(error);
        if (guard->end_fd >= 0)
                guard->thread = g_thread_try_new("guard", work, guard, error);
        if (guard->thread)
                return guard;
        if (guard->end_fd >= 0)
                close(guard->end_fd);
        g_free(guard);
        return NULL;
}

void tck_guard_free(TckGuard *guard) {
        eventfd_write(guard->end_fd, 1);
        g_thread_join(guard->thread);
        close(guard->end_fd);
        g_free(guard);
}
