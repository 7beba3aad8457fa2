/* SPDX-License-Identifier: BSD-2-Clause */
#include "relay.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int relay_guest = -1;

static pid_t real_qemu;

static void send_all(int fd, const char *text, gsize length) {
        for (gsize done = 0; done < length;) {
                ssize_t n = send(fd, text + done, length - done, MSG_NOSIGNAL);

                if (n <= 0)
                        return; /* the peer has closed its end; only the end of the real QEMU is left to await */
                done += (gsize) n;
        }
}

void relay_say_on(int fd, const char *line) {
        g_autofree char *text = g_strconcat(line, "\n", NULL);

        send_all(fd, text, strlen(text));
}

void relay_say(const char *line) {
        relay_say_on(QMP_FD, line);
}

/* Calls take for each complete line, and keeps the rest. */
static void take_lines(GString *input, void (*take)(const char *line)) {
        char *end;

        while ((end = strchr(input->str, '\n'))) {
                g_autofree char *line = g_strndup(input->str, (gsize) (end - input->str));

                g_string_erase(input, 0, end - input->str + 1);
                take(g_strchomp(line));
        }
}

/* Passes on what the client sends, with its descriptors. FALSE at its end. */
static gboolean hand_on(int server, GString *input) {
        union {
                struct cmsghdr header;
                char space[CMSG_SPACE(sizeof(int))];
        } control;
        char buffer[16384];
        struct iovec data = {.iov_base = buffer, .iov_len = sizeof buffer};
        struct msghdr message = {
                .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        ssize_t n = recvmsg(QMP_FD, &message, MSG_CMSG_CLOEXEC);

        if (n <= 0)
                return FALSE;
        g_string_append_len(input, buffer, n);
        data.iov_len = (gsize) n;
        sendmsg(server, &message, MSG_NOSIGNAL); /* if the server is gone, that is noticed at its own end */
        if (message.msg_controllen)
                close(*(int *) CMSG_DATA(&control.header));
        return TRUE;
}

static gboolean read_some(int fd, GString *input) {
        char buffer[16384];
        ssize_t n = read(fd, buffer, sizeof buffer);

        if (n > 0)
                g_string_append_len(input, buffer, n);
        return n > 0;
}

/* Takes lines from one end of the wire. FALSE once it is closed. */
static gboolean pass_lines(int fd, GString *input, void (*take)(const char *line)) {
        gboolean more = read_some(fd, input);

        take_lines(input, take);
        return more;
}

static void pass_on(int server, const Relay *relay) {
        g_autoptr(GString) from_client = g_string_new(NULL), from_server = g_string_new(NULL);
        g_autoptr(GString) from_host = g_string_new(NULL), from_guest = g_string_new(NULL);
        struct pollfd fds[] = {{.fd = QMP_FD, .events = POLLIN},
                               {.fd = server, .events = POLLIN},
                               {.fd = relay->from_host ? WIRE_FD : -1, .events = POLLIN},
                               {.fd = relay_guest, .events = POLLIN}};

        while (poll(fds, G_N_ELEMENTS(fds), -1) >= 0 || errno == EINTR) {
                if (fds[0].revents) {
                        if (!hand_on(server, from_client))
                                return;
                        take_lines(from_client, relay->from_client);
                }
                if (fds[1].revents) {
                        if (!read_some(server, from_server))
                                break;
                        take_lines(from_server, relay->from_server);
                }
                if (fds[2].revents && !pass_lines(WIRE_FD, from_host, relay->from_host))
                        fds[2].fd = -1;
                if (fds[3].revents && !pass_lines(relay_guest, from_guest, relay->from_guest))
                        fds[3].fd = -1;
        }
        if (relay->at_end)
                relay->at_end();
}

static void pass_signal(int number) {
        kill(real_qemu, number);
}

/* Executes the real QEMU, with other ends of the monitor and, unless that is -1, of the wire. */
G_NORETURN static void become_qemu(char **argv, int monitor, int wire) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(monitor, QMP_FD);
        if (wire >= 0)
                dup2(wire, WIRE_FD);
        execvp(argv[0], argv);
        _exit(127);
}

static gboolean make_pair(int pair[2]) {
        return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0;
}

int relay_run(char **argv, const Relay *relay, gboolean mortal) {
        int pair[2], wire[2] = {-1, -1}, status;
        pid_t child;

        if (!make_pair(pair) || (relay->from_host && !make_pair(wire)) || (child = fork()) < 0)
                return -1;
        if (child == 0)
                become_qemu(argv, pair[1], wire[1]);
        close(pair[1]);
        if (relay->from_host)
                close(wire[1]);
        relay_guest = wire[0];
        for (int fd = QMP_FD + 1; fd < pair[0]; fd++) /* only QEMU has the other ends */
                if (fd != WIRE_FD || !relay->from_host)
                        close(fd);
        real_qemu = child;
        if (!mortal)
                signal(SIGTERM, pass_signal);
        signal(SIGPIPE, SIG_IGN);
        pass_on(pair[0], relay);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
                ;
        return status;
}
