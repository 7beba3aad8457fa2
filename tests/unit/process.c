/* SPDX-License-Identifier: BSD-2-Clause */
/* A process that is not a child: whether it has ended, and how to end it. */
#include "child.h"

#include <sys/un.h>
#include <sys/wait.h>

#include "common.h"

/* A child that listens, and the parent's connection to it. */
static GPid listen_in_child(int *ret_fd) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        socklen_t size;
        int ready[2];
        GPid child;
        char byte;

        /* An abstract address leaves no file behind. */
        g_snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "tck-process-%d", (int) getpid());
        size = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address.sun_path + 1));
        make_pipe(ready);
        child = fork();
        g_assert_no_errno(child);
        if (!child) {
                int listener = socket(AF_UNIX, SOCK_STREAM, 0);

                if (bind(listener, (const struct sockaddr *) &address, size) == 0 && listen(listener, 1) == 0 &&
                    write(ready[1], "!", 1) == 1)
                        for (;;)
                                pause();
                _exit(1);
        }
        g_assert_cmpint(read(ready[0], &byte, 1), ==, 1);
        close(ready[0]);
        close(ready[1]);
        *ret_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        g_assert_no_errno(connect(*ret_fd, (const struct sockaddr *) &address, size));
        return child;
}

static void test_life(void) {
        g_autoptr(TckProcess) process = NULL;
        GError *error = NULL;
        int fd, status;
        GPid child = listen_in_child(&fd);

        process = tck_process_of_peer(fd);
        g_assert_nonnull(process);
        g_assert_cmpint(process->pid, ==, child);
        g_assert_false(tck_process_has_ended(process));
        g_assert_cmpint(tck_process_kill(process), ==, 0);
        tck_process_wait(process, tck_deadline(PATIENCE), &status, &error);
        g_assert_no_error(error);
        /* A zombie still accepts signals, but it has ended. */
        g_assert_true(tck_process_has_ended(process));
        g_assert_cmpint(waitpid(child, &status, 0), ==, child);
        g_assert_cmpint(WTERMSIG(status), ==, SIGKILL);
        g_assert_true(tck_process_has_ended(process));
        g_assert_cmpint(tck_process_kill(process), ==, ESRCH);
        close(fd);
}

/* Whether another user's process runs can be determined, although it cannot be ended. */
static void test_foreign(void) {
        enum { NOBODY = 65534 };
        g_autoptr(TckProcess) process = NULL;
        GPid child;
        int fd;

        if (geteuid() != 0) {
                g_test_skip("this needs root, to become another user");
                return;
        }
        child = listen_in_child(&fd);
        process = tck_process_of_peer(fd);
        g_assert_no_errno(setresuid(NOBODY, NOBODY, 0));
        g_assert_cmpint(tck_process_kill(process), ==, EPERM);
        g_assert_false(tck_process_has_ended(process));
        g_assert_no_errno(setresuid(0, 0, 0));
        g_assert_cmpint(tck_process_kill(process), ==, 0);
        g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
        close(fd);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/process/life", test_life);
        g_test_add_func("/process/foreign", test_foreign);
        return g_test_run();
}
