/* SPDX-License-Identifier: BSD-2-Clause */
#include "reaper.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signals.h"

static pid_t child;

static void hand_on(int number) {
        kill(child, number);
}

/* Ends in the same way as the child. */
G_NORETURN static void follow(int status) {
        if (WIFSIGNALED(status)) {
                signal(WTERMSIG(status), SIG_DFL);
                raise(WTERMSIG(status));
        }
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

G_NORETURN static void reap(void) {
        tck_signals_handle(hand_on);
        for (;;) {
                int status;
                pid_t pid = waitpid(-1, &status, 0);

                if (pid == child)
                        follow(status);
                if (pid < 0 && errno != EINTR)
                        _exit(127);
        }
}

void tck_run_under_reaper(void) {
        pid_t parent = getpid();

        if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
                return;
        child = fork();
        if (child > 0)
                reap();
        if (child < 0)
                return;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) /* the parent had died before prctl() */
                _exit(127);
}
