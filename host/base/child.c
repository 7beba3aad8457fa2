/* SPDX-License-Identifier: BSD-2-Clause */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "signals.h"
#include "wait.h"

enum { KILL_SECONDS = 10 }; /* SIGKILL has no effect while a process waits for a device in the kernel */

gboolean tck_child_socket_pair(int *ret_ours, int *ret_theirs, GError **error) {
        int pair[2];

        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
                return tck_error_set_errno(error, "socketpair");
        *ret_ours = pair[0];
        *ret_theirs = pair[1];
        return TRUE;
}

/* Runs between fork and exec: async-signal-safe calls only. */
static void in_child(gpointer parent) {
        sigset_t none;

        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != GPOINTER_TO_INT(parent)) /* the parent had died before prctl() */
                _exit(127);
        signal(SIGPIPE, SIG_DFL); /* this program ignores it, and exec() keeps that */
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Takes a pidfd of the child, or kills it if there is none. */
static TckChild *adopt(GPid pid, GError **error) {
        int pidfd = (int) syscall(SYS_pidfd_open, pid, 0);
        TckChild *child;

        if (pidfd < 0) {
                tck_error_set_errno(error, "pidfd_open (Linux 5.3 or newer)");
                kill(-pid, SIGKILL);
                while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
                        ;
                return NULL;
        }
        child = g_new0(TckChild, 1);
        child->pid = pid;
        child->pidfd = pidfd;
        return child;
}

static TckChild *spawn(const char *const *argv, const char *const *environment, int input_fd, int output_fd,
                       const int *fds, guint count, GError **error) {
        static const int numbers[] = {3, 4, 5, 6, 7, 8};
        GPid pid;

        g_assert(count <= G_N_ELEMENTS(numbers)); /* no caller passes more */
        return g_spawn_async_with_pipes_and_fds(NULL, argv, environment,
                                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_CLOEXEC_PIPES,
                                                in_child, GINT_TO_POINTER(getpid()), input_fd, output_fd, output_fd,
                                                fds, numbers, count, &pid, NULL, NULL, NULL, error)
                       ? adopt(pid, error)
                       : NULL;
}

TckChild *tck_child_spawn(const char *const *argv, const int *fds, guint count, int output_fd, GError **error) {
        return spawn(argv, NULL, -1, output_fd, fds, count, error);
}

TckChild *tck_child_spawn_fed(const char *const *argv, const char *const *environment, int input_fd, int output_fd,
                              GError **error) {
        return spawn(argv, environment, input_fd, output_fd, NULL, 0, error);
}

/* Signals get their default action, so that a crash in the child is not handled as one of this program. */
G_NORETURN static void in_fork(int (*work)(gpointer data), gpointer data, int input_fd, int output_fd, pid_t parent) {
        /* Moved first, because one of them may have the number that the other gets. */
        int input = fcntl(input_fd, F_DUPFD, STDERR_FILENO + 1), output = fcntl(output_fd, F_DUPFD, STDERR_FILENO + 1);

        in_child(GINT_TO_POINTER(parent));
        tck_signals_reset();
        if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0)
                _exit(127);
        close_range(STDERR_FILENO + 1, G_MAXUINT, 0);
        _exit(work(data));
}

TckChild *tck_child_fork(int (*work)(gpointer data), gpointer data, int input_fd, int output_fd, GError **error) {
        pid_t parent = getpid(), pid = fork();

        if (pid == 0)
                in_fork(work, data, input_fd, output_fd, parent);
        if (pid < 0) {
                tck_error_set_errno(error, "cannot fork");
                return NULL;
        }
        setpgid(pid, pid); /* the child does this too; whichever comes first */
        return adopt(pid, error);
}

/* The child may have started processes in its group. The group's number is not reused before the child is reaped, so they have to be
 * killed now. */
static void reap(TckChild *child) {
        struct pollfd end = {.fd = child->pidfd, .events = POLLIN};
        gint64 deadline = tck_deadline(KILL_SECONDS);

        kill(-child->pid, SIGKILL);
        /* poll() itself, because tck_wait_readable() would return after a cancellation. */
        while (poll(&end, 1, 1000) <= 0 && g_get_monotonic_time() < deadline)
                ;
        if (waitpid(child->pid, &child->status, WNOHANG) != child->pid)
                child->status = SIGKILL; /* SIGKILL will take effect once the kernel lets go of it */
        child->ended = TRUE;
}

gboolean tck_child_wait(TckChild *child, gint64 deadline, int *ret_status, GError **error) {
        if (!child->ended) {
                if (!tck_wait_readable(&child->pidfd, 1, deadline, error))
                        return FALSE;
                reap(child);
        }
        if (ret_status)
                *ret_status = child->status;
        return TRUE;
}

gboolean tck_child_await(TckChild *child, gint64 deadline, int *ret_status, GError **error) {
        TckPatience patience = tck_patience(child->pid, deadline);

        return (child->ended || tck_patience_wait(&patience, &child->pidfd, 1, error)) &&
               tck_child_wait(child, 0, ret_status, error);
}

void tck_child_free(TckChild *child) {
        if (!child)
                return;
        if (!child->ended)
                reap(child);
        close(child->pidfd);
        g_free(child);
}

gboolean tck_child_ended_from_outside(int status) {
        static const int from_outside[] = {SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT};

        for (gsize i = 0; i < G_N_ELEMENTS(from_outside); i++)
                if (WIFSIGNALED(status) && WTERMSIG(status) == from_outside[i])
                        return TRUE;
        return FALSE;
}

char *tck_child_status_text(int status) {
        if (WIFSIGNALED(status))
                return g_strdup_printf("was killed by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
        return g_strdup_printf("exited with status %d", WEXITSTATUS(status));
}

char *tck_child_last_words(int output_fd) {
        char text[401];
        off_t size = lseek(output_fd, 0, SEEK_END);
        ssize_t n = pread(output_fd, text, sizeof text - 1, MAX(size - (off_t) sizeof text + 1, 0));
        char *valid;

        text[MAX(n, 0)] = '\0';
        valid = g_utf8_make_valid(text, -1);
        return g_strstrip(g_strdelimit(valid, "\r\n\t", ' '));
}

void tck_child_explain_end(TckChild *child, const char *program, int output_fd, gint64 deadline, GError **error) {
        g_autofree char *words = NULL, *how = NULL;
        int status;

        if (!error || !g_error_matches(*error, TCK_ERROR, TCK_ERROR_CLOSED) ||
            !tck_child_await(child, deadline, &status, NULL))
                return;
        words = tck_child_last_words(output_fd);
        how = tck_child_status_text(status);
        g_clear_error(error);
        tck_error_set(error, TCK_ERROR_CLOSED, "%s %s%s%s", program, how, *words ? ": " : "", words);
}

/* ---- processes that are not children ---- */

/* The first version of struct pidfd_info in linux/pidfd.h, which most machines' headers do not have yet. */
typedef struct {
        guint64 mask, cgroup;
        guint32 ids[11];
        gint32 exit_code;
} PidfdInfo;

#define GET_INFO _IOWR(0xff, 11, PidfdInfo)
enum { INFO_EXIT = 1 << 3, REAP_SECONDS = 1 };

TckProcess *tck_process_open(GPid pid) {
        int pidfd = (int) syscall(SYS_pidfd_open, pid, 0);
        TckProcess *process = pidfd >= 0 ? g_new(TckProcess, 1) : NULL;

        if (process)
                *process = (TckProcess){pid, pidfd};
        return process;
}

TckProcess *tck_process_of_peer(int socket) {
        struct ucred peer = {0};
        socklen_t size = sizeof peer;

        return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0
                       ? tck_process_open(peer.pid)
                       : NULL;
}

gboolean tck_process_wait(TckProcess *process, gint64 deadline, int *ret_status, GError **error) {
        PidfdInfo info = {.mask = INFO_EXIT};

        if (!tck_wait_readable(&process->pidfd, 1, deadline, error))
                return FALSE;
        /* The kernel gives the status only after the parent has reaped it. The pidfd reports that as a hang-up. */
        tck_wait_hangup(process->pidfd, tck_deadline(REAP_SECONDS), NULL);
        *ret_status = ioctl(process->pidfd, GET_INFO, &info) == 0 && info.mask & INFO_EXIT ? info.exit_code : -1;
        return TRUE;
}

gboolean tck_process_has_ended(const TckProcess *process) {
        struct pollfd ended = {.fd = process->pidfd, .events = POLLIN};

        return TEMP_FAILURE_RETRY(poll(&ended, 1, 0)) > 0;
}

int tck_process_kill(const TckProcess *process) {
        return syscall(SYS_pidfd_send_signal, process->pidfd, SIGKILL, NULL, 0) == 0 ? 0 : errno;
}

void tck_process_free(TckProcess *process) {
        if (!process)
                return;
        close(process->pidfd);
        g_free(process);
}
