/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting: deadlines hold, a closed connection is noticed, and a cancellation ends every wait. */
#include "wait.h"

#include <math.h>
#include <signal.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/time.h>

#include "common.h"

static const double SOON = 0.05;

/* Asserts that the wait lasted until the deadline, and not much longer. */
static void assert_at(gint64 deadline) {
        gint64 now = g_get_monotonic_time();

        g_assert_cmpint(now, >=, deadline);
        g_assert_cmpint(now, <, deadline + (gint64) (PATIENCE * G_USEC_PER_SEC));
}

/* ---- for something to read ---- */

static void test_deadline(void) {
        gint64 deadline;
        GError *error = NULL;
        int ends[2];

        make_pipe(ends);
        deadline = tck_deadline(SOON);
        g_assert_false(tck_wait_readable(&ends[0], 1, deadline, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "deadline");
        assert_at(deadline);
        close(ends[0]);
        close(ends[1]);
}

/* Data that has already arrived counts, even after the deadline. */
static void test_deadline_passed(void) {
        GError *error = NULL;
        int ends[2];

        make_pipe(ends);
        g_assert_false(tck_wait_readable(&ends[0], 1, tck_deadline(-1), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "");
        g_assert_false(tck_wait_readable(&ends[0], 1, 0, NULL));
        g_assert_cmpint(write(ends[1], "x", 1), ==, 1);
        g_assert_true(tck_wait_readable(&ends[0], 1, tck_deadline(-1), &error));
        g_assert_no_error(error);
        close(ends[0]);
        close(ends[1]);
}

/* Numbers of seconds that a user may give: none overflows, and larger ones give later deadlines. */
static void test_deadline_numbers(void) {
        static const double ascending[] = {-INFINITY, -1e300, -1, 0, 1e-300, 1, 1e9, 1e18, 1e300, INFINITY};
        gint64 last = 0;

        g_assert_cmpint(tck_deadline(NAN), <=, g_get_monotonic_time());
        g_assert_cmpint(tck_deadline(-INFINITY), <=, g_get_monotonic_time());
        for (gsize i = 0; i < G_N_ELEMENTS(ascending); i++) {
                gint64 now = tck_deadline(ascending[i]);

                g_assert_cmpint(now, >=, last);
                g_assert_cmpint(now, <, G_MAXINT64 / 2);
                last = now;
        }
        g_assert_cmpint(last, >, g_get_monotonic_time() + (gint64) 1000 * 1000 * G_USEC_PER_SEC);
}

/* The latest possible deadline does not overflow when it is passed to poll(2). */
static void test_deadline_never(void) {
        GError *error = NULL;
        int ends[2];

        make_pipe(ends);
        g_assert_cmpint(write(ends[1], "x", 1), ==, 1);
        g_assert_true(tck_wait_readable(&ends[0], 1, G_MAXINT64, &error));
        g_assert_no_error(error);
        close(ends[0]);
        close(ends[1]);
}

/* True once after the deadline, and not again. */
static void test_again(void) {
        gboolean late = FALSE;
        GError *error = NULL;

        for (guint i = 0; i < 3; i++)
                g_assert_true(tck_wait_again(tck_deadline(PATIENCE), &late, &error));
        g_assert_true(tck_wait_again(0, &late, &error));
        g_assert_false(tck_wait_again(0, &late, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "before the deadline");
        g_assert_false(tck_wait_again(tck_deadline(PATIENCE), &late, NULL));
}

static void test_several(void) {
        GError *error = NULL;
        int ends[2], fds[] = {-1, -1, -1, -1}, other[2];

        make_pipe(ends);
        make_pipe(other);
        g_assert_false(tck_wait_readable(fds, G_N_ELEMENTS(fds), tck_deadline(0), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "");
        fds[0] = other[0];
        fds[3] = ends[0];
        g_assert_false(tck_wait_readable(fds, G_N_ELEMENTS(fds), tck_deadline(0), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "");
        g_assert_cmpint(write(ends[1], "x", 1), ==, 1);
        g_assert_true(tck_wait_readable(fds, G_N_ELEMENTS(fds), tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        for (guint i = 0; i < 2; i++) {
                close(ends[i]);
                close(other[i]);
        }
}

static void test_closed_peer(void) {
        GError *error = NULL;
        int ours, theirs;

        make_sockets(SOCK_STREAM, &ours, &theirs);
        close(theirs);
        g_assert_true(tck_wait_readable(&ours, 1, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        close(ours);
}

static void on_alarm(G_GNUC_UNUSED int number) {
}

/* A signal neither ends a wait nor extends it. */
static void test_interrupted(void) {
        struct sigaction action = {.sa_handler = on_alarm}, before;
        struct itimerval often = {{0, 2000}, {0, 2000}}, never = {{0, 0}, {0, 0}};
        gint64 deadline = tck_deadline(SOON);
        GError *error = NULL;
        int ends[2];

        make_pipe(ends);
        sigaction(SIGALRM, &action, &before);
        setitimer(ITIMER_REAL, &often, NULL);
        g_assert_false(tck_wait_readable(&ends[0], 1, deadline, &error));
        setitimer(ITIMER_REAL, &never, NULL);
        sigaction(SIGALRM, &before, NULL);
        assert_failed(error, TCK_ERROR_TIMEOUT, "");
        assert_at(deadline);
        close(ends[0]);
        close(ends[1]);
}

/* ---- for room to write ---- */

enum { MUCH = 1 << 20 }; /* more than a socket buffers */

static char *pattern(void) {
        char *data = g_malloc(MUCH);

        for (gsize i = 0; i < MUCH; i++)
                data[i] = (char) (i * 7 + i / 256);
        return data;
}

static gpointer read_much(gpointer socket) {
        g_autofree char *expected = pattern();
        g_autofree char *seen = g_malloc(MUCH);
        int fd = GPOINTER_TO_INT(socket);

        g_assert_cmpint(recv(fd, seen, MUCH, MSG_WAITALL), ==, MUCH);
        g_assert_true(memcmp(seen, expected, MUCH) == 0);
        assert_eof(fd);
        close(fd);
        return NULL;
}

static void test_write_all(void) {
        g_autofree char *data = pattern();
        GError *error = NULL;
        GThread *reader;
        int ours, theirs;

        make_sockets(SOCK_STREAM, &ours, &theirs);
        reader = g_thread_new("reader", read_much, GINT_TO_POINTER(theirs));
        g_assert_true(tck_write_all(ours, data, MUCH, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        g_assert_true(tck_write_all(ours, NULL, 0, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        close(ours);
        g_thread_join(reader);
}

static void test_write_nobody_reads(void) {
        g_autofree char *data = pattern();
        GError *error = NULL;
        gint64 deadline;
        int ours, theirs;

        make_sockets(SOCK_STREAM, &ours, &theirs);
        deadline = tck_deadline(SOON);
        g_assert_false(tck_write_all(ours, data, MUCH, deadline, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "");
        assert_at(deadline);
        close(ours);
        close(theirs);
}

/* SIGPIPE, which is neither ignored nor caught here, would end this process. */
static void test_write_closed_peer(void) {
        struct sigaction now;
        GError *error = NULL;
        int ours, theirs;

        sigaction(SIGPIPE, NULL, &now);
        g_assert_true(now.sa_handler == SIG_DFL);
        make_sockets(SOCK_STREAM, &ours, &theirs);
        close(theirs);
        g_assert_false(tck_write_all(ours, "x", 1, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_CLOSED, g_strerror(EPIPE));
        close(ours);
}

/* ---- cancelling: it is permanent, so each test has a process of its own ---- */

static atomic_int waiter; /* the thread that waits */

static gpointer wait_long(gpointer pipe) {
        int fd = GPOINTER_TO_INT(pipe);
        GError *error = NULL;

        atomic_store(&waiter, gettid());
        g_assert_false(tck_wait_readable(&fd, 1, tck_deadline(PATIENCE), &error));
        return error;
}

/* Waits until the thread sleeps, which it does only in its wait. */
static void await_sleep(void) {
        for (;;) {
                g_autofree char *path = g_strdup_printf("/proc/self/task/%d/stat", atomic_load(&waiter));
                g_autofree char *stat = NULL;

                if (g_file_get_contents(path, &stat, NULL, NULL) && strstr(stat, ") S "))
                        return;
                sched_yield();
        }
}

static void cancel_wakes(void) {
        g_autofree char *data = pattern();
        GThread *thread;
        GError *error;
        int ends[2], ours, theirs;

        make_pipe(ends);
        g_assert_false(tck_cancelled());
        thread = g_thread_new("waiter", wait_long, GINT_TO_POINTER(ends[0]));
        await_sleep();
        tck_cancel();
        error = g_thread_join(thread);
        assert_failed(error, TCK_ERROR_CANCELLED, "");
        g_assert_true(tck_cancelled());

        /* Later waits return at once, although there is something to read. */
        g_assert_cmpint(write(ends[1], "x", 1), ==, 1);
        for (guint i = 0; i < 2; i++) {
                g_assert_false(tck_wait_readable(ends, 1, tck_deadline(PATIENCE), &error));
                assert_failed(error, TCK_ERROR_CANCELLED, "");
        }
        make_sockets(SOCK_STREAM, &ours, &theirs);
        g_assert_false(tck_write_all(ours, data, MUCH, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_CANCELLED, "");
}

static void cancel_on_alarm(G_GNUC_UNUSED int number) {
        tck_cancel();
}

static void cancel_in_handler(void) {
        struct sigaction action = {.sa_handler = cancel_on_alarm};
        struct itimerval once = {{0, 0}, {0, 10000}};
        GError *error = NULL;
        int ends[2];

        make_pipe(ends);
        sigaction(SIGALRM, &action, NULL);
        setitimer(ITIMER_REAL, &once, NULL);
        g_assert_false(tck_wait_readable(ends, 1, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_CANCELLED, "");
}

static void test_cancel(gconstpointer data) {
        void (*const *run)(void) = data;

        if (g_test_subprocess()) {
                (*run)();
                return;
        }
        g_test_trap_subprocess(NULL, (guint64) (PATIENCE / 2 * G_USEC_PER_SEC), 0);
        g_test_trap_assert_passed();
}

static void (*const cancels[])(void) = {cancel_wakes, cancel_in_handler};

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/wait/readable/deadline", test_deadline);
        g_test_add_func("/wait/readable/deadline-passed", test_deadline_passed);
        g_test_add_func("/wait/deadline/numbers", test_deadline_numbers);
        g_test_add_func("/wait/deadline/never", test_deadline_never);
        g_test_add_func("/wait/again", test_again);
        g_test_add_func("/wait/readable/several", test_several);
        g_test_add_func("/wait/readable/closed-peer", test_closed_peer);
        g_test_add_func("/wait/readable/interrupted", test_interrupted);
        g_test_add_func("/wait/write/all", test_write_all);
        g_test_add_func("/wait/write/nobody-reads", test_write_nobody_reads);
        g_test_add_func("/wait/write/closed-peer", test_write_closed_peer);
        g_test_add_data_func("/wait/cancel/wakes", &cancels[0], test_cancel);
        g_test_add_data_func("/wait/cancel/in-a-handler", &cancels[1], test_cancel);
        return g_test_run();
}
