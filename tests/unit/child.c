/* SPDX-License-Identifier: BSD-2-Clause */
/* Child processes: what they inherit, how their end is reported, and that none outlives this process. */
#include "child.h"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "common.h"

/* Shell commands that keep a pipe open until the child ends, which it does by itself even if the test is broken. */
#define HOLD "sleep 60"

static TckChild *spawn_shell(const char *script, const int *fds, guint count, int output_fd) {
        const char *const argv[] = {"sh", "-c", script, NULL};
        GError *error = NULL;
        TckChild *child = tck_child_spawn(argv, fds, count, output_fd, &error);

        g_assert_no_error(error);
        g_assert_nonnull(child);
        return child;
}

static int wait_for(TckChild *child) {
        GError *error = NULL;
        int status = -1;

        g_assert_true(tck_child_wait(child, tck_deadline(PATIENCE), &status, &error));
        g_assert_no_error(error);
        return status;
}

/* Asserts how a child that runs this script ends. */
static void assert_end(const char *script, const char *expected) {
        g_autoptr(TckChild) child = spawn_shell(script, NULL, 0, STDERR_FILENO);
        g_autofree char *text = tck_child_status_text(wait_for(child));

        g_assert_cmpstr(text, ==, expected);
}

/* Reads the text that has to arrive first on a pipe. */
static void assert_said(int fd, const char *expected) {
        g_autofree char *seen = g_malloc0(strlen(expected) + 1);
        GError *error = NULL;

        for (gsize got = 0; got < strlen(expected);) {
                gssize n;

                g_assert_true(tck_wait_readable(&fd, 1, tck_deadline(PATIENCE), &error));
                n = read(fd, seen + got, strlen(expected) - got);
                g_assert_cmpint(n, >, 0);
                got += (gsize) n;
        }
        g_assert_cmpstr(seen, ==, expected);
}

/* ---- how it ends ---- */

static void test_status(void) {
        assert_end("exit 0", "exited with status 0");
        assert_end("exit 77", "exited with status 77");
        assert_end("kill -KILL $$", "was killed by signal 9 (Killed)");
        assert_end("kill -SEGV $$", "was killed by signal 11 (Segmentation fault)");
}

static void test_wait(void) {
        g_autoptr(TckChild) child = NULL;
        struct pollfd ended = {.events = POLLIN};
        GError *error = NULL;
        int ends[2], status = 42;

        make_pipe(ends);
        child = spawn_shell("read line <&3; exit 5", &ends[0], 1, STDERR_FILENO);
        ended.fd = child->pidfd;
        g_assert_cmpint(child->pid, >, 0);
        g_assert_cmpint(poll(&ended, 1, 0), ==, 0);
        g_assert_false(tck_child_wait(child, tck_deadline(0.02), &status, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "");
        g_assert_cmpint(status, ==, 42);

        close(ends[1]);
        status = wait_for(child);
        g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 5);
        g_assert_cmpint(poll(&ended, 1, 0), ==, 1);
        /* A second call returns at once. */
        g_assert_true(tck_child_wait(child, 0, &status, &error));
        g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 5);
        g_assert_true(tck_child_wait(child, 0, NULL, &error));
        close(ends[0]);
}

static void test_no_program(void) {
        const char *const nowhere[] = {"/nonexistent/qemu", NULL};
        const char *const not_in_path[] = {"pvpanic-tck-has-no-such-program", NULL};
        const char *const no_program[] = {"/dev/null", NULL};
        const char *const *const commands[] = {nowhere, not_in_path, no_program};

        for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
                g_autoptr(GError) error = NULL;

                g_assert_null(tck_child_spawn(commands[i], NULL, 0, STDERR_FILENO, &error));
                g_assert_nonnull(error);
                g_test_message("%s", error->message);
                g_assert_nonnull(strstr(error->message, commands[i][0]));
        }
        tck_child_free(NULL);
}

/* ---- what it inherits ---- */

static void close_pipe(const int ends[2]) {
        close(ends[0]);
        close(ends[1]);
}

/* The descriptors are crossed: each gets the number that the other has here. */
static void test_descriptors(void) {
        int one[2], two[2], saved[2], writers[2];
        g_autoptr(TckChild) child = NULL;

        make_pipe(one);
        make_pipe(two);
        writers[0] = fcntl(two[1], F_DUPFD_CLOEXEC, 10);
        writers[1] = fcntl(one[1], F_DUPFD_CLOEXEC, 10);
        for (int i = 0; i < 2; i++) {
                saved[i] = fcntl(3 + i, F_DUPFD_CLOEXEC, 10);
                g_assert_cmpint(dup3(writers[i], 3 + i, O_CLOEXEC), ==, 3 + i);
                close(writers[i]);
        }
        child = spawn_shell("echo one >&3; echo two >&4", (const int[]){4, 3}, 2, STDERR_FILENO);
        for (int i = 0; i < 2; i++) {
                close(3 + i);
                if (saved[i] >= 0) {
                        dup3(saved[i], 3 + i, O_CLOEXEC);
                        close(saved[i]);
                }
        }
        assert_said(one[0], "one\n");
        assert_said(two[0], "two\n");
        g_assert_cmpint(wait_for(child), ==, 0);
        close_pipe(one);
        close_pipe(two);
}

/* The child does not inherit a descriptor without FD_CLOEXEC. */
static void test_no_other_descriptors(void) {
        g_autoptr(TckChild) child = NULL;
        int ends[2];

        g_assert_no_errno(pipe2(ends, 0));
        child = spawn_shell(HOLD, NULL, 0, STDERR_FILENO);
        close(ends[1]);
        assert_eof(ends[0]);
        close(ends[0]);
}

/* This process's standard input has data, which the child does not get. */
static void test_standard_streams(void) {
        int output = memfd_create("output", MFD_CLOEXEC), before = dup(STDIN_FILENO), ends[2];
        g_autoptr(TckChild) child = NULL;
        char seen[32] = "";

        make_pipe(ends);
        g_assert_cmpint(write(ends[1], "line\n", 5), ==, 5);
        g_assert_no_errno(dup2(ends[0], STDIN_FILENO));
        child = spawn_shell("echo out; echo err >&2; read line || exit 5", NULL, 0, output);
        g_assert_no_errno(dup2(before, STDIN_FILENO));
        g_assert_cmpint(WEXITSTATUS(wait_for(child)), ==, 5);
        g_assert_cmpint(pread(output, seen, sizeof seen - 1, 0), >, 0);
        g_assert_cmpstr(seen, ==, "out\nerr\n");
        close_pipe(ends);
        close(before);
        close(output);
}

/* Signals that this process ignores or blocks are not ignored or blocked in the child. */
static void test_signals(void) {
        void (*before)(int) = signal(SIGPIPE, SIG_IGN);
        sigset_t set, old;

        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set, &old);
        assert_end("kill -TERM $$; exit 7", "was killed by signal 15 (Terminated)");
        assert_end("kill -PIPE $$; exit 7", "was killed by signal 13 (Broken pipe)");
        pthread_sigmask(SIG_SETMASK, &old, NULL);
        signal(SIGPIPE, before);
}

/* ---- a copy of this process ---- */

/* Copies its standard input to its standard output; fails if it has a descriptor that it should not have. */
static int hand_on(gpointer data) {
        char buffer[16];
        ssize_t n = read(STDIN_FILENO, buffer, sizeof buffer);

        if (fcntl(*(int *) data, F_GETFD) >= 0 || n < 0 || write(STDOUT_FILENO, buffer, (size_t) n) != n)
                return 1;
        return 7;
}

static void test_fork(void) {
        g_autoptr(TckChild) child = NULL;
        GError *error = NULL;
        int in[2], out[2];

        make_pipe(in);
        make_pipe(out);
        g_assert_cmpint(write(in[1], "given\n", 6), ==, 6);
        child = tck_child_fork(hand_on, &in[1], in[0], out[1], &error);
        g_assert_no_error(error);
        assert_said(out[0], "given\n");
        g_assert_cmpint(WEXITSTATUS(wait_for(child)), ==, 7);
        close_pipe(in);
        close_pipe(out);
}

static int crash(gpointer data) {
        raise(*(int *) data);
        return 0;
}

static void test_fork_crashes(void) {
        int number = SIGSEGV;
        g_autoptr(TckChild) child = tck_child_fork(crash, &number, STDIN_FILENO, STDOUT_FILENO, NULL);
        g_autofree char *text = NULL;

        g_assert_nonnull(child);
        text = tck_child_status_text(wait_for(child));
        g_assert_cmpstr(text, ==, "was killed by signal 11 (Segmentation fault)");
}

/* ---- nothing outlives this process ---- */

/* Starts a child whose own child keeps a pipe open. Returns the reading end. */
static TckChild *spawn_family(const char *script, int *ret_fd) {
        TckChild *child;
        int ends[2];

        make_pipe(ends);
        child = spawn_shell(script, &ends[1], 1, STDERR_FILENO);
        close(ends[1]);
        assert_said(ends[0], "ready\n");
        *ret_fd = ends[0];
        return child;
}

static void assert_no_children(void) {
        g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
        g_assert_cmpint(errno, ==, ECHILD);
}

static void test_free_kills_group(void) {
        int fd;
        TckChild *child = spawn_family("trap '' TERM HUP INT; " HOLD " & echo ready >&3; wait", &fd);

        g_assert_cmpint(getpgid(child->pid), ==, child->pid);
        tck_child_free(child);
        assert_eof(fd);
        assert_no_children();
        close(fd);
}

static void test_wait_kills_group(void) {
        int fd;
        g_autoptr(TckChild) child = spawn_family(HOLD " & echo ready >&3; exit 3", &fd);

        g_assert_cmpint(WEXITSTATUS(wait_for(child)), ==, 3);
        assert_eof(fd);
        assert_no_children();
        close(fd);
}

/* A stand-in for a harness: it starts a child and then does nothing. */
static pid_t fork_harness(const int ends[2]) {
        pid_t pid = fork();

        g_assert_cmpint(pid, >=, 0);
        if (pid == 0) {
                spawn_shell("echo ready >&3; exec " HOLD, &ends[1], 1, STDERR_FILENO);
                for (;;)
                        pause();
        }
        return pid;
}

static void test_parent_end(void) {
        pid_t pid;
        int ends[2];

        make_pipe(ends);
        pid = fork_harness(ends);
        close(ends[1]);
        assert_said(ends[0], "ready\n");
        g_assert_no_errno(kill(pid, SIGKILL));
        g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
        assert_eof(ends[0]);
        close(ends[0]);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/child/status", test_status);
        g_test_add_func("/child/wait", test_wait);
        g_test_add_func("/child/no-program", test_no_program);
        g_test_add_func("/child/descriptors/numbered", test_descriptors);
        g_test_add_func("/child/descriptors/no-other", test_no_other_descriptors);
        g_test_add_func("/child/standard-streams", test_standard_streams);
        g_test_add_func("/child/signals", test_signals);
        g_test_add_func("/child/fork/hand-on", test_fork);
        g_test_add_func("/child/fork/crash", test_fork_crashes);
        g_test_add_func("/child/group/free-kills", test_free_kills_group);
        g_test_add_func("/child/group/wait-kills", test_wait_kills_group);
        g_test_add_func("/child/parent-end", test_parent_end);
        return g_test_run();
}
