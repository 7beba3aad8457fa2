/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stand-in for cloud-hypervisor, for machines without it: it accepts the options that the kit uses, serves its API
 * (docs/api.md there) and its event monitor (docs/event-monitor.md), and runs the guest in QEMU ($REAL_QEMU) with QEMU's own
 * pvpanic-pci. It shows that the kit speaks cloud-hypervisor's interface, and nothing about cloud-hypervisor itself: its version
 * and the features in the answer of vmm.ping say so. Like cloud-hypervisor, it creates a new VM for each boot, with a new socket for
 * the serial port, and lets the guest go on after a panic.
 *
 * With a fault ($FAULT) it is a broken one, for the tests of the cases. Faults are:
 *
 *     drop|double EVENT            never send it, or send it twice: "guest.panic"
 *     rename EVENT NEW             send it under another name
 *     property EVENT TEXT          set its property `event` to that text
 *     garbage|endless|close EVENT  send garbage instead, or only the beginning of an event, or close the stream
 *     die|crash|kill EVENT         exit with status 1 instead, or crash by a signal, or end as if it had been killed
 *     pause EVENT                  stop the guest after it
 *     hang|refuse ENDPOINT         never answer, or answer with an error
 *     state TEXT                   the state in the answer of vm.info
 *     exit STATUS                  end with that status, instead of 0
 */
#include <errno.h>
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { QMP_FD = 3, WIRE_FD = 4 };

/* The command line. */
static const char *kernel, *words = "", *serial, *processors = "1", *memory = "512M";
static int events_fd = -1, api = -1;
static gboolean device;

static char **fault;
static gint64 began;

static pid_t qemu;
static FILE *qmp;                                      /* read through the stream, written through its descriptor */
static int wire = -1, wire_listener = -1, client = -1; /* QEMU's end, and the harness's */
static const char *state = "Created";

G_NORETURN static void die(const char *format, ...) {
        va_list list;

        va_start(list, format);
        fprintf(stderr, "stand-in for cloud-hypervisor: ");
        vfprintf(stderr, format, list);
        fputc('\n', stderr);
        va_end(list);
        exit(1);
}

static gboolean is_fault(const char *kind, const char *about) {
        return g_str_equal(fault[0], kind) && g_strcmp0(fault[1], about) == 0;
}

static void send_all(int fd, const char *text, gsize length) {
        while (length) {
                ssize_t n = send(fd, text, length, MSG_NOSIGNAL);

                if (n <= 0)
                        return; /* the peer has closed its end */
                text += n;
                length -= (gsize) n;
        }
}

static void say(int fd, const char *text) {
        send_all(fd, text, strlen(text));
}

/* ---- the event monitor ---- */

static void write_event(const char *name, const char *property) {
        gint64 now = g_get_monotonic_time() - began;
        g_auto(GStrv) parts = g_strsplit(name, ".", 2);
        g_autofree char *properties =
                property ? g_strdup_printf("{\n    \"event\": \"%s\"\n  }", property) : g_strdup("null");
        g_autofree char *text = g_strdup_printf("{\n  \"timestamp\": {\n    \"secs\": %d,\n    \"nanos\": %d\n  },\n"
                                                "  \"source\": \"%s\",\n  \"event\": \"%s\",\n  \"properties\": %s\n}",
                                                (int) (now / G_USEC_PER_SEC), (int) (now % G_USEC_PER_SEC * 1000),
                                                parts[0], parts[1], properties);

        if (events_fd < 0)
                return;
        say(events_fd, text);
        say(events_fd, "\n\n");
}

static void command(const char *name);

static void tell(const char *name, const char *property) {
        if (is_fault("drop", name))
                return;
        if (is_fault("die", name))
                die("because of the fault");
        if (is_fault("crash", name))
                abort();
        if (is_fault("kill", name))
                raise(SIGKILL);
        if (is_fault("garbage", name)) {
                say(events_fd, "thread 'vmm' panicked\n");
                return;
        }
        if (is_fault("endless", name)) {
                say(events_fd, "{\n  \"timestamp\": {\n");
                events_fd = open("/dev/null", O_WRONLY);
                return;
        }
        if (is_fault("close", name)) {
                shutdown(events_fd, SHUT_RDWR);
                return;
        }
        if (is_fault("property", name))
                property = fault[2];
        write_event(is_fault("rename", name) ? fault[2] : name, property);
        if (is_fault("double", name))
                write_event(name, property);
        if (is_fault("pause", name)) {
                command("stop");
                state = "Paused";
        }
}

/* ---- the guest ---- */

static void open_wire(void) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};

        if (!serial)
                die("this stand-in needs --serial with a kernel");
        g_strlcpy(address.sun_path, serial, sizeof address.sun_path);
        wire_listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (bind(wire_listener, (const struct sockaddr *) &address, sizeof address) < 0 || listen(wire_listener, 1) < 0)
                die("%s: %s", serial, strerror(errno));
}

static void close_end(int *fd) {
        if (*fd >= 0)
                close(*fd);
        *fd = -1;
}

static void handle_qmp(JsonObject *message);

static JsonObject *read_message(void) {
        g_autofree char *line = NULL;
        g_autoptr(JsonNode) node = NULL;
        size_t size = 0;
        char *raw = NULL;

        if (getline(&raw, &size, qmp) < 0) {
                free(raw);
                return NULL;
        }
        line = g_strdup(raw);
        free(raw);
        node = json_from_string(line, NULL);
        return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_dup_object(node) : json_object_new();
}

/* Sends QEMU a command, and passes on events that arrive meanwhile. */
static void command(const char *name) {
        g_autofree char *text = g_strdup_printf("{\"execute\": \"%s\"}\n", name);
        gboolean answered = FALSE;

        say(fileno(qmp), text);
        while (!answered) {
                g_autoptr(JsonObject) message = read_message();

                if (!message)
                        return; /* it has ended, which the loop notices */
                answered = json_object_has_member(message, "return") || json_object_has_member(message, "error");
                if (json_object_has_member(message, "event"))
                        handle_qmp(message);
        }
}

static void in_child(int qmp_end, int wire_end) {
        const char *program = g_getenv("REAL_QEMU");
        g_autofree char *append = g_strdup(words);
        const char *const argv[] = {program,
                                    "-name",
                                    serial, /* the tests find the process by it */
                                    "-machine",
                                    "pc",
                                    "-accel",
                                    "tcg",
                                    "-nodefaults",
                                    "-display",
                                    "none",
                                    "-S",
                                    "-m",
                                    memory,
                                    "-smp",
                                    processors,
                                    "-action",
                                    "panic=none,reboot=shutdown",
                                    "-chardev",
                                    "socket,id=qmp,fd=3",
                                    "-mon",
                                    "chardev=qmp,mode=control",
                                    "-chardev",
                                    "socket,id=wire,fd=4",
                                    "-serial",
                                    "chardev:wire",
                                    "-kernel",
                                    kernel,
                                    "-append",
                                    append,
                                    device ? "-device" : NULL,
                                    "pvpanic-pci,events=3",
                                    NULL};
        sigset_t none;

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        dup2(wire_end, 21);
        dup2(qmp_end, QMP_FD);
        dup2(21, WIRE_FD);
        close(21);
        execvp(program, (char *const *) argv);
        _exit(127);
}

static void start_guest(void) {
        int monitor[2], line[2];

        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, monitor) < 0 ||
            socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) < 0)
                die("socketpair: %s", strerror(errno));
        qemu = fork();
        if (qemu == 0)
                in_child(monitor[1], line[1]);
        close(monitor[1]);
        close(line[1]);
        qmp = fdopen(monitor[0], "r");
        setvbuf(qmp, NULL, _IONBF, 0); /* poll() has to see unread data */
        wire = line[0];
        command("qmp_capabilities");
}

static void boot(void) {
        open_wire();
        tell("vm.booting", NULL);
        start_guest();
        command("cont");
        state = "Running";
        tell("vm.booted", NULL);
}

/* TRUE if there was data. */
static gboolean carry(int from, int to) {
        char buffer[4096];
        ssize_t n = recv(from, buffer, sizeof buffer, MSG_DONTWAIT);

        if (n > 0)
                send_all(to, buffer, (gsize) n);
        return n > 0;
}

static void end_guest(void) {
        if (!qemu)
                return;
        /* Passes on what the guest sent before its end. */
        while (wire >= 0 && client >= 0 && carry(wire, client))
                ;
        kill(qemu, SIGKILL);
        waitpid(qemu, NULL, 0);
        qemu = 0;
        fclose(qmp);
        qmp = NULL;
        close_end(&wire);
        close_end(&client);
        close_end(&wire_listener);
        unlink(serial);
        state = "Created";
}

static void reboot_guest(void) {
        tell("vm.rebooting", NULL);
        end_guest();
        boot();
        tell("vm.rebooted", NULL);
}

static void shut_down(void) {
        end_guest();
        tell("vm.shutdown", NULL);
}

G_NORETURN static void end_all(void) {
        if (qemu)
                shut_down();
        if (kernel)
                tell("vm.deleted", NULL);
        tell("vmm.shutdown", NULL);
        exit(g_str_equal(fault[0], "exit") ? atoi(fault[1]) : 0);
}

/* ---- events of QEMU ---- */

enum { NOTHING_TO_DO, TO_REBOOT, TO_END } to_do;

static void handle_qmp(JsonObject *message) {
        const char *name = json_object_get_string_member_with_default(message, "event", "");
        JsonObject *data =
                json_object_has_member(message, "data") ? json_object_get_object_member(message, "data") : NULL;

        if (g_str_equal(name, "GUEST_PANICKED"))
                tell("guest.panic", "panic");
        else if (g_str_equal(name, "GUEST_CRASHLOADED"))
                tell("guest.panic", "crash_loaded");
        else if (g_str_equal(name, "SHUTDOWN"))
                to_do = g_str_equal(json_object_get_string_member_with_default(data, "reason", ""), "guest-reset")
                                ? TO_REBOOT
                                : TO_END;
}

static void follow_qemu(void) {
        g_autoptr(JsonObject) message = read_message();
        int status;

        if (message) {
                handle_qmp(message);
        } else if (to_do == NOTHING_TO_DO) {
                waitpid(qemu, &status, 0);
                qemu = 0;
                die("QEMU ended with status %#x", (unsigned) status);
        }
        if (to_do == TO_REBOOT) {
                to_do = NOTHING_TO_DO;
                reboot_guest();
        } else if (to_do == TO_END) {
                end_all();
        }
}

/* ---- the API ---- */

static void answer(int fd, int status, const char *body) {
        g_autofree char *head =
                body ? g_strdup_printf("Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(body))
                     : NULL;
        g_autofree char *text = g_strdup_printf("HTTP/1.1 %d \r\nServer: Cloud Hypervisor API\r\n%s\r\n%s", status,
                                                head ? head : "", body ? body : "");

        say(fd, text);
}

static char *qemu_version(void) {
        g_autofree char *text = NULL;
        char *argv[] = {(char *) g_getenv("REAL_QEMU"), (char *) "--version", NULL};
        char **parts;

        if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &text, NULL,
                          NULL, NULL))
                die("cannot start QEMU: %s", argv[0]);
        parts = g_strsplit_set(text, " \n", 5);
        return g_strdup(g_strv_length(parts) > 3 ? parts[3] : "unknown");
}

static char *version_words(void) {
        g_autofree char *version = qemu_version();

        return g_strdup_printf("stand-in on QEMU %s", version);
}

static void answer_ping(int fd) {
        g_autofree char *version = version_words();
        g_autofree char *body = g_strdup_printf(
                "{\"build_version\":\"%s\",\"version\":\"0.0.0\",\"pid\":%d,\"features\":[\"stand-in\"]}", version,
                (int) getpid());

        answer(fd, 200, body);
}

static void answer_info(int fd) {
        g_autofree char *body = g_strdup_printf("{\"config\":{\"payload\":{\"kernel\":\"%s\"}},\"state\":\"%s\"}",
                                                kernel, g_str_equal(fault[0], "state") ? fault[1] : state);

        answer(fd, 200, body);
}

static gboolean set_running(gboolean on) {
        if (!g_str_equal(state, on ? "Paused" : "Running"))
                return FALSE;
        tell(on ? "vm.resuming" : "vm.pausing", NULL);
        command(on ? "cont" : "stop");
        state = on ? "Running" : "Paused";
        tell(on ? "vm.resumed" : "vm.paused", NULL);
        return TRUE;
}

static gboolean carry_out(const char *endpoint) {
        if (g_str_equal(endpoint, "vm.pause"))
                return set_running(FALSE);
        if (g_str_equal(endpoint, "vm.resume"))
                return set_running(TRUE);
        if (!kernel)
                return FALSE;
        if (g_str_equal(endpoint, "vm.boot") && !qemu)
                boot();
        else if (g_str_equal(endpoint, "vm.reboot") && qemu)
                reboot_guest();
        else if (g_str_equal(endpoint, "vm.shutdown") && qemu)
                shut_down();
        else
                return FALSE;
        return TRUE;
}

/* A client that does not read its answer loses its connection, but nothing else happens. */
static void serve(int fd) {
        g_autoptr(GString) text = g_string_new(NULL);
        char method[8], endpoint[64];

        while (!strstr(text->str, "\r\n\r\n")) {
                char buffer[512];
                ssize_t n = recv(fd, buffer, sizeof buffer, 0);

                if (n <= 0)
                        return;
                g_string_append_len(text, buffer, n);
        }
        if (sscanf(text->str, "%7s /api/v1/%63s", method, endpoint) != 2)
                answer(fd, 400, "[\"Bad Request\"]");
        else if (is_fault("hang", endpoint))
                pause();
        else if (is_fault("refuse", endpoint))
                answer(fd, 500, "[\"Internal Server Error\", \"because of the fault\"]");
        else if (g_str_equal(method, "GET") && g_str_equal(endpoint, "vmm.ping"))
                answer_ping(fd);
        else if (g_str_equal(method, "GET") && g_str_equal(endpoint, "vm.info") && kernel)
                answer_info(fd);
        else if (g_str_equal(method, "PUT") && g_str_equal(endpoint, "vmm.shutdown")) {
                answer(fd, 204, NULL);
                end_all();
        } else if (g_str_equal(method, "PUT") && carry_out(endpoint))
                answer(fd, 204, NULL);
        else
                answer(fd, 500, "[\"Internal Server Error\", \"not in this state\"]");
}

/* ---- the loop ---- */

static void run(int signals) {
        for (;;) {
                struct pollfd fds[] = {{qmp ? fileno(qmp) : -1, POLLIN, 0}, {api, POLLIN, 0},
                                       {wire_listener, POLLIN, 0},          {client, POLLIN, 0},
                                       {client < 0 ? -1 : wire, POLLIN, 0}, {signals, POLLIN, 0}};

                if (poll(fds, G_N_ELEMENTS(fds), -1) < 0)
                        die("poll: %s", strerror(errno));
                /* One source in each round, because handling it may close the others. */
                if (fds[0].revents) {
                        follow_qemu();
                } else if (fds[4].revents) {
                        if (!carry(wire, client))
                                close_end(&wire);
                } else if (fds[3].revents) {
                        if (!carry(client, wire))
                                close_end(&client);
                } else if (fds[2].revents) {
                        close_end(&client);
                        client = accept4(wire_listener, NULL, NULL, SOCK_CLOEXEC);
                } else if (fds[1].revents) {
                        int fd = accept4(api, NULL, NULL, SOCK_CLOEXEC);

                        serve(fd);
                        close(fd);
                } else if (fds[5].revents) {
                        end_all();
                }
        }
}

/* The value of a key in "fd=3", "socket=/x", "size=64M" or "boot=1". */
static const char *value(const char *option, const char *text, const char *key) {
        gsize length = strlen(key);

        if (!text || strncmp(text, key, length) != 0 || text[length] != '=')
                die("%s %s: this stand-in supports only %s=", option, text ? text : "", key);
        return text + length + 1;
}

static void read_options(char **argv) {
        for (; *argv; argv++) {
                const char *option = *argv;

                if (g_str_equal(option, "--version")) {
                        g_autofree char *version = version_words();

                        printf("cloud-hypervisor %s\n", version);
                        exit(0);
                } else if (g_str_equal(option, "--pvpanic"))
                        device = TRUE;
                else if (!argv[1])
                        die("this stand-in does not support %s", option);
                else if (g_str_equal(option, "--event-monitor"))
                        events_fd = atoi(value(option, *++argv, "fd"));
                else if (g_str_equal(option, "--api-socket"))
                        api = atoi(value(option, *++argv, "fd"));
                else if (g_str_equal(option, "--kernel"))
                        kernel = *++argv;
                else if (g_str_equal(option, "--cmdline"))
                        words = *++argv;
                else if (g_str_equal(option, "--cpus"))
                        processors = value(option, *++argv, "boot");
                else if (g_str_equal(option, "--memory"))
                        memory = value(option, *++argv, "size");
                else if (g_str_equal(option, "--serial"))
                        serial = value(option, *++argv, "socket");
                else if (g_str_equal(option, "--console") && g_str_equal(argv[1], "off"))
                        argv++;
                else
                        die("this stand-in does not support %s", option);
        }
}

int main(G_GNUC_UNUSED int argc, char **argv) {
        const char *text = g_getenv("FAULT");
        sigset_t ends;

        fault = g_strsplit(text && *text ? text : "none", " ", -1);
        began = g_get_monotonic_time();
        if (!g_getenv("REAL_QEMU"))
                g_setenv("REAL_QEMU", "qemu-system-x86_64", TRUE);
        read_options(argv + 1);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        fcntl(events_fd, F_SETFD, FD_CLOEXEC);
        fcntl(api, F_SETFD, FD_CLOEXEC);
        sigemptyset(&ends);
        sigaddset(&ends, SIGTERM);
        sigaddset(&ends, SIGINT);
        sigprocmask(SIG_BLOCK, &ends, NULL);
        tell("vmm.starting", NULL);
        tell("vmm.started", NULL);
        if (kernel)
                boot();
        run(signalfd(-1, &ends, SFD_CLOEXEC));
}
