/* SPDX-License-Identifier: BSD-2-Clause */
#include "process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "wait.h"

/* Of linux/pidfd.h, which is older than this on most machines: the first version of struct pidfd_info. */
typedef struct {
        guint64 mask, cgroup;
        guint32 ids[11];
        gint32 exit_code;
} PidfdInfo;

#define GET_INFO _IOWR(0xff, 11, PidfdInfo)
enum { INFO_EXIT = 1 << 3, REAP_SECONDS = 1 };

struct TckProcess {
        GPid pid;
        int pidfd;
};

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

GPid tck_process_pid(const TckProcess *process) {
        return process->pid;
}

gboolean tck_process_wait(TckProcess *process, gint64 deadline, int *ret_status, GError **error) {
        PidfdInfo info = {.mask = INFO_EXIT};

        if (!tck_wait_readable(&process->pidfd, 1, deadline, error))
                return FALSE;
        /* The kernel tells once the parent has reaped it, which a pidfd shows as a hang-up. */
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
