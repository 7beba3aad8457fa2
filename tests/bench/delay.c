/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long after the guest's write an incident's record is on the disk, compared with the arrival of the event at a
 * program that only reads the socket. The event's timestamp is the time of the write; QEMU and this program share a
 * clock.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../crashes/lab.h"
#include "json.h"
#include "wait.h"

enum { PANICS = 100, PEEK_MAX = 65536 };

static const char record_name[] = "incident.json";

typedef struct {
        gint64 event, socket, record; /* when it was sent, read, written; in microseconds */
} Panic;

/* ---- the reader of the socket ---- */

/* True if the event has arrived, which stays in the socket. */
static gboolean has_event(int fd) {
        char text[PEEK_MAX];
        ssize_t n = recv(fd, text, sizeof text, MSG_PEEK | MSG_DONTWAIT);

        return n > 0 && memmem(text, (size_t) n, "GUEST_PANICKED", strlen("GUEST_PANICKED"));
}

/* Reads what has arrived, and returns the time of the panic. */
static gint64 event_time(Qmp *qmp) {
        gint64 time = 0;
        JsonObject *event;

        g_assert_true(qmp_pump(qmp, NULL));
        while ((event = qmp_next_event(qmp))) {
                JsonObject *stamp = tck_json_object(event, "timestamp");

                if (g_str_equal(tck_json_string(event, "event"), "GUEST_PANICKED"))
                        time = tck_json_int(stamp, "seconds", 0) * G_USEC_PER_SEC +
                               tck_json_int(stamp, "microseconds", 0);
                json_object_unref(event);
        }
        return time;
}

/* ---- the reader of the record ---- */

/* Called when the incident's folder has been created: watches it. TRUE if the record is already there. */
static gboolean follow_folder(int watch, const char *directory, const char *name) {
        g_autofree char *folder = g_build_filename(directory, name, NULL);
        g_autofree char *record = g_build_filename(folder, record_name, NULL);

        g_assert_cmpint(inotify_add_watch(watch, folder, IN_MOVED_TO), >=, 0);
        return g_file_test(record, G_FILE_TEST_EXISTS);
}

static gboolean has_record(int watch, const char *directory) {
        char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
        ssize_t n = read(watch, events, sizeof events);
        gboolean found = FALSE;

        for (char *place = events; n > 0 && place < events + n;) {
                const struct inotify_event *event = (const struct inotify_event *) (const void *) place;

                if (event->mask & IN_CREATE && event->mask & IN_ISDIR)
                        found |= follow_folder(watch, directory, event->name);
                else if (event->mask & IN_MOVED_TO)
                        found |= g_str_equal(event->name, record_name);
                place += sizeof *event + event->len;
        }
        return found;
}

/* ---- the measurement ---- */

static Panic panic_once(Lab *lab, Guest *guest, int watch, guint number) {
        gint64 deadline = tck_deadline(LAB_SECONDS);
        g_autoptr(GError) error = NULL;
        Panic panic = {0};

        guest_start(guest, "out 1 0x505 1");
        while (!panic.socket || !panic.record) {
                /* A panic is complete once both readers have seen it. */
                struct pollfd fds[] = {{panic.socket ? -1 : guest->qmp->fd, POLLIN, 0},
                                       {panic.record ? -1 : watch, POLLIN, 0}};

                g_assert_cmpint(poll(fds, G_N_ELEMENTS(fds), LAB_SECONDS * 1000), >, 0);
                if (fds[0].revents && has_event(fds[0].fd))
                        panic.socket = g_get_real_time();
                if (fds[1].revents && has_record(watch, lab->directory))
                        panic.record = g_get_real_time();
        }
        panic.event = event_time(guest->qmp);
        lab_await_incidents(lab, number);
        qmp_do(guest->qmp, "cont", NULL, deadline, &error);
        g_assert_no_error(error);
        guest_await_answer(guest);
        /* The events that follow it must not be mistaken for the next panic. */
        event_time(guest->qmp);
        while (has_record(watch, lab->directory))
                ;
        return panic;
}

static int compare(const void *a, const void *b) {
        double left = *(const double *) a, right = *(const double *) b;

        return (left > right) - (left < right);
}

/* Prints the figures, and returns the median. */
static double tell(const char *what, double *milliseconds) {
        qsort(milliseconds, PANICS, sizeof *milliseconds, compare);
        printf("%-10s %-26s median %6.2f ms, maximum %6.2f ms\n", "", what,
               (milliseconds[PANICS / 2 - 1] + milliseconds[PANICS / 2]) / 2, milliseconds[PANICS - 1]);
        return (milliseconds[PANICS / 2 - 1] + milliseconds[PANICS / 2]) / 2;
}

int main(void) {
        Lab *lab = lab_new(FALSE, 0);
        Guest *guest = guest_new(lab, "agent", "-device pvpanic -action panic=pause");
        double sockets[PANICS], records[PANICS], before;
        int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

        lab->watch.core = TCK_NEVER;
        g_assert_cmpint(inotify_add_watch(watch, lab->directory, IN_CREATE), >=, 0);
        lab_await_attached(lab, 1);
        guest_run(guest);
        guest_await_hello(guest);
        event_time(guest->qmp);
        for (guint i = 0; i < PANICS; i++) {
                Panic panic = panic_once(lab, guest, watch, i + 1);

                sockets[i] = (double) (panic.socket - panic.event) / 1000;
                records[i] = (double) (panic.record - panic.event) / 1000;
        }
        printf("%-10s %d panics, from the guest's write\n", "delay", PANICS);
        before = tell("to a bare socket reader", sockets);
        printf("%-10s %.2f ms more by the median (at most 1)\n", "",
               tell("to the record on the disk", records) - before);
        close(watch);
        guest_free(guest);
        lab_free(lab);
        return 0;
}
