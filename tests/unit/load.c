/* SPDX-License-Identifier: BSD-2-Clause */
/* How busy a process is: one that sleeps needs no time, and for one that waits for a CPU the deadline is extended. */
#include "wait.h"

#include <sched.h>
#include <sys/wait.h>

#include "common.h"

/* A child that sleeps, or one that is always busy. */
static pid_t start(gboolean works) {
        pid_t pid = fork();

        if (pid == 0) {
                alarm((unsigned) (4 * PATIENCE));
                while (works)
                        ;
                for (;;)
                        pause();
        }
        g_assert_cmpint(pid, >, 0);
        return pid;
}

static void end(pid_t pid) {
        kill(pid, SIGKILL);
        g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
}

/* Waits until the child sleeps or is busy, after its start. */
static TckLoad await(pid_t pid, gboolean at_work, guint64 ran) {
        gint64 last = tck_deadline(PATIENCE);
        TckLoad load;

        do {
                load = tck_load_of(pid);
                g_assert_cmpint(g_get_monotonic_time(), <, last);
        } while (load.at_work != at_work || load.ran < ran);
        return load;
}

static void test_asleep(void) {
        pid_t pid = start(FALSE);
        TckLoad then = await(pid, FALSE, 0), now;

        g_usleep(50 * 1000);
        now = tck_load_of(pid);
        g_assert_false(now.at_work);
        g_assert_cmpuint(now.ran, ==, then.ran);
        g_assert_cmpuint(now.kept, ==, then.kept);
        g_assert_cmpint(tck_load_put_off(pid, &then, 1000), ==, 1000);
        end(pid);
}

static void test_at_work(void) {
        pid_t pid = start(TRUE);
        TckLoad then = await(pid, TRUE, 0);

        await(pid, TRUE, then.ran + 50 * 1000);
        end(pid);
}

/* Two processes that share a CPU delay each other. */
static void start_two(pid_t pids[2]) {
        cpu_set_t cpus;

        g_assert_no_errno(sched_getaffinity(0, sizeof cpus, &cpus));
        for (gsize i = 0, found = 0; i < CPU_SETSIZE; i++) /* the first CPU that this process may use */
                if (CPU_ISSET(i, &cpus) && found++)
                        CPU_CLR(i, &cpus);
        for (gsize i = 0; i < 2; i++) {
                pids[i] = start(TRUE);
                g_assert_no_errno(sched_setaffinity(pids[i], sizeof cpus, &cpus));
        }
}

static void test_kept(void) {
        gint64 last = tck_deadline(PATIENCE);
        TckLoad then;
        pid_t pids[2];

        start_two(pids);
        then = tck_load_of(pids[0]);
        while (tck_load_of(pids[0]).kept < then.kept + 50 * 1000)
                g_assert_cmpint(g_get_monotonic_time(), <, last);
        g_assert_cmpint(tck_load_put_off(pids[0], &then, 1000), >=, 1000 + 50 * 1000);
        for (gsize i = 0; i < G_N_ELEMENTS(pids); i++)
                end(pids[i]);
}

/* All threads count: the first sleeps while another is busy. */
static gpointer work(gpointer stop) {
        while (!g_atomic_int_get((gint *) stop))
                ;
        return NULL;
}

static void test_threads(void) {
        pid_t pid = fork();

        if (pid == 0) {
                gint stop = 0;

                alarm((unsigned) (4 * PATIENCE));
                g_thread_join(g_thread_new("work", work, &stop));
        }
        await(pid, TRUE, 50 * 1000);
        end(pid);
}

/* Waits for an answer that never comes. Returns by how much the deadline was extended. */
static gint64 wait_in_vain(pid_t pid) {
        TckPatience patience = tck_patience(pid, tck_deadline(0.2));
        GError *error = NULL;
        int ends[2];

        make_pipe(ends);
        g_assert_false(tck_patience_wait(&patience, ends, 1, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "nothing arrived before the deadline");
        g_assert_cmpint(g_get_monotonic_time(), >=, patience.until);
        close(ends[0]);
        close(ends[1]);
        return patience.until - patience.deadline;
}

static void test_patience(void) {
        pid_t pid = start(FALSE), pids[2];

        await(pid, FALSE, 0);
        start_two(pids);
        g_assert_cmpint(wait_in_vain(pid), ==, 0);
        g_assert_cmpint(wait_in_vain(0), ==, 0);
        g_assert_cmpint(wait_in_vain(pids[0]), >, 0);
        end(pid);
        end(pids[0]);
        end(pids[1]);
}

/* A guest that sends much, but not what is awaited, is late at the deadline. What it sends after that is still read. */
static void test_talk(void) {
        TckPatience patience = tck_patience(0, tck_deadline(0.05));
        GError *error = NULL;
        int ends[2], rounds = 0;

        make_pipe(ends);
        g_assert_cmpint(write(ends[1], "x", 1), ==, 1);
        while (tck_patience_wait(&patience, ends, 1, &error))
                rounds++;
        g_assert_cmpint(rounds, >, 1);
        assert_failed(error, TCK_ERROR_TIMEOUT, "other data arrived before the deadline");
        close(ends[0]);
        close(ends[1]);
}

/* A deadline that has passed is not extended. */
static void test_passed(void) {
        pid_t pids[2];
        TckPatience patience;

        start_two(pids);
        patience = tck_patience(pids[0], 0);
        g_assert_cmpint(tck_patience_end(&patience), ==, 0);
        g_usleep(50 * 1000);
        g_assert_cmpint(tck_patience_end(&patience), ==, 0);
        end(pids[0]);
        end(pids[1]);
}

static void test_nobody(void) {
        const TckLoad then = {0};
        pid_t pid = start(FALSE);
        TckLoad load;

        end(pid);
        load = tck_load_of(pid);
        g_assert_false(load.at_work);
        g_assert_cmpuint(load.ran + load.kept, ==, 0);
        g_assert_cmpint(tck_load_put_off(pid, &then, 1000), ==, 1000);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/load/asleep", test_asleep);
        g_test_add_func("/load/at-work", test_at_work);
        g_test_add_func("/load/kept", test_kept);
        g_test_add_func("/load/threads", test_threads);
        g_test_add_func("/load/patience", test_patience);
        g_test_add_func("/load/talk", test_talk);
        g_test_add_func("/load/passed", test_passed);
        g_test_add_func("/load/nobody", test_nobody);
        return g_test_run();
}
