/* SPDX-License-Identifier: BSD-2-Clause */
#include "cloud_vm.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "child.h"
#include "cloud_api.h"
#include "cloud_events.h"
#include "error.h"
#include "journal.h"
#include "json.h"
#include "load.h"
#include "program.h"
#include "qemu.h"
#include "wait.h"

/* A process that has closed its sockets has ended, or is about to. */
#define END_SECONDS 10.0

enum { EVENTS_FD = 3, API_FD = 4, PUMP_MAX = 1 << 20, MEMORY_MIB = 64 };

struct TckCloudVm {
        char *program;
        char *sockets; /* a folder of their own: their paths have to be short, and nobody else's */
        char *api_path, *serial_path;
        TckJournal *journal, *wire_journal;
        int output; /* what it prints */
        TckChild *child;
        int events_fd; /* -1 once the stream has ended */
        TckCloudEvents *events;
        GQueue queue;      /* JsonObject *, of those that matter */
        TckProbe *probe;   /* NULL before the first connection */
        GPtrArray *former; /* TckProbe *: whoever waits for one that was may still look at it */
        gboolean wire_ended;
        gboolean fencing, fenced;
};

void tck_cloud_vm_free(TckCloudVm *vm) {
        if (!vm)
                return;
        tck_child_free(vm->child);
        tck_probe_free(vm->probe);
        g_ptr_array_unref(vm->former);
        tck_cloud_events_free(vm->events);
        g_queue_clear_full(&vm->queue, (GDestroyNotify) json_object_unref);
        if (vm->events_fd >= 0)
                close(vm->events_fd);
        if (vm->output >= 0)
                close(vm->output);
        tck_journal_close(vm->journal);
        tck_journal_close(vm->wire_journal);
        if (vm->sockets) {
                g_unlink(vm->api_path);
                g_unlink(vm->serial_path);
                g_rmdir(vm->sockets);
        }
        g_free(vm->api_path);
        g_free(vm->serial_path);
        g_free(vm->sockets);
        g_free(vm->program);
        g_free(vm);
}

GPid tck_cloud_vm_pid(const TckCloudVm *vm) {
        return tck_child_pid(vm->child);
}

TckProbe *tck_cloud_vm_probe(const TckCloudVm *vm) {
        return vm->probe;
}

gboolean tck_cloud_vm_flush(TckCloudVm *vm, GError **error) {
        return !vm->journal || (tck_journal_flush(vm->journal, error) && tck_journal_flush(vm->wire_journal, error));
}

/* ---- starting ---- */

static TckJournal *create_journal(const char *directory, const char *name, GError **error) {
        g_autofree char *path = g_build_filename(directory, name, NULL);

        return tck_journal_create(path, error);
}

static gboolean create_files(TckCloudVm *vm, const char *directory, GError **error) {
        g_autofree char *output = directory ? g_build_filename(directory, "stderr.log", NULL) : NULL;

        if (directory && g_mkdir_with_parents(directory, 0755) < 0)
                return tck_error_set_errno(error, "cannot create %s", directory);
        vm->output = output ? open(output, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644)
                            : memfd_create("cloud-hypervisor-output", MFD_CLOEXEC);
        if (vm->output < 0)
                return tck_error_set_errno(error, "cannot create %s", output ? output : "a file in memory");
        vm->sockets = g_dir_make_tmp("pvpanic-tck-XXXXXX", error);
        vm->api_path = vm->sockets ? g_build_filename(vm->sockets, "api", NULL) : NULL;
        vm->serial_path = vm->sockets ? g_build_filename(vm->sockets, "serial", NULL) : NULL;
        return vm->sockets && (!directory || ((vm->journal = create_journal(directory, "monitor.jsonl", error)) &&
                                              (vm->wire_journal = create_journal(directory, "wire.log", error))));
}

/* The socket of the API, which is inherited: it can be connected to from now on, and is served once the process is up. */
static int listen_for_api(TckCloudVm *vm, GError **error) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (strlen(vm->serial_path) >= sizeof address.sun_path) {
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT,
                            "%s is too long a path for a socket: choose another folder for temporary files by TMPDIR",
                            vm->serial_path);
        } else {
                strcpy(address.sun_path, vm->api_path);
                if (fd >= 0 && bind(fd, (const struct sockaddr *) &address, sizeof address) == 0 && listen(fd, 8) == 0)
                        return fd;
                tck_error_set_errno(error, "cannot listen at %s", vm->api_path);
        }
        if (fd >= 0)
                close(fd);
        return -1;
}

/* src/main.rs of cloud-hypervisor has the options. */
static GPtrArray *command_line(const TckCloudVm *vm, const TckCloudVmSetup *setup) {
        GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
        const TckVmSpec *spec = setup->kernel ? &setup->config->spec : NULL;

        g_ptr_array_add(argv, g_strdup(setup->program));
        g_ptr_array_add(argv, g_strdup("--event-monitor"));
        g_ptr_array_add(argv, g_strdup_printf("fd=%d", EVENTS_FD));
        g_ptr_array_add(argv, g_strdup("--api-socket"));
        g_ptr_array_add(argv, g_strdup_printf("fd=%d", API_FD));
        if (spec) {
                g_ptr_array_add(argv, g_strdup("--kernel"));
                g_ptr_array_add(argv, g_strdup(setup->kernel));
                g_ptr_array_add(argv, g_strdup("--cmdline"));
                g_ptr_array_add(argv, g_strdup("agent one-line"));
                g_ptr_array_add(argv, g_strdup("--cpus"));
                g_ptr_array_add(argv, g_strdup_printf("boot=%u", MAX(spec->cpus, 1)));
                g_ptr_array_add(argv, g_strdup("--memory"));
                g_ptr_array_add(argv, g_strdup_printf("size=%dM", MEMORY_MIB));
                g_ptr_array_add(argv, g_strdup("--console"));
                g_ptr_array_add(argv, g_strdup("off"));
                g_ptr_array_add(argv, g_strdup("--serial"));
                g_ptr_array_add(argv, g_strdup_printf("socket=%s", vm->serial_path));
        }
        if (spec && tck_vm_spec_has(spec, "pci"))
                g_ptr_array_add(argv, g_strdup("--pvpanic"));
        g_ptr_array_add(argv, NULL);
        return argv;
}

static gboolean spawn(TckCloudVm *vm, const TckCloudVmSetup *setup, int api, int events, GError **error) {
        const TckChildFd fds[] = {{events, EVENTS_FD}, {api, API_FD}};
        g_autoptr(GPtrArray) argv = command_line(vm, setup);
        const char *const *words = (const char *const *) argv->pdata;

        if (setup->directory && !tck_shell_save(setup->directory, words, error))
                return FALSE;
        vm->child = tck_child_spawn(words, fds, G_N_ELEMENTS(fds), vm->output, error);
        return vm->child != NULL;
}

static gboolean connect_and_spawn(TckCloudVm *vm, const TckCloudVmSetup *setup, GError **error) {
        int theirs, api = listen_for_api(vm, error);
        gboolean good = FALSE;

        if (api < 0)
                return FALSE;
        if (tck_child_socket_pair(&vm->events_fd, &theirs, error)) {
                good = spawn(vm, setup, api, theirs, error);
                close(theirs);
        }
        close(api);
        return good;
}

/* Takes events until that one has come. All of them are dropped. */
static gboolean await_event(TckCloudVm *vm, const char *name, gint64 deadline, GError **error) {
        gboolean late = FALSE;

        for (;;) {
                g_autoptr(JsonObject) event = tck_cloud_vm_next_event(vm);

                if (event && tck_cloud_event_is(event, name))
                        return TRUE;
                if (!event && (!tck_wait_again(deadline, &late, error) || !tck_cloud_vm_pump(vm, deadline, error))) {
                        tck_cloud_vm_explain_end(vm, error);
                        g_prefix_error(error, "waiting for the event %s: ", name);
                        return FALSE;
                }
        }
}

TckCloudVm *tck_cloud_vm_start(const TckCloudVmSetup *setup, gint64 deadline, GError **error) {
        g_autoptr(TckCloudVm) vm = g_new0(TckCloudVm, 1);

        vm->program = g_strdup(setup->program);
        vm->output = vm->events_fd = -1;
        vm->former = g_ptr_array_new_with_free_func((GDestroyNotify) tck_probe_free);
        g_queue_init(&vm->queue);
        if (!create_files(vm, setup->directory, error))
                return NULL;
        vm->events = tck_cloud_events_new(vm->journal);
        if (!connect_and_spawn(vm, setup, error) || !await_event(vm, "vmm.started", deadline, error))
                return NULL;
        return g_steal_pointer(&vm);
}

gboolean tck_cloud_vm_await_boot(TckCloudVm *vm, gint64 deadline, GError **error) {
        gboolean late = FALSE;

        if (!await_event(vm, "vm.booted", deadline, error))
                return FALSE;
        while (!tck_probe_hellos(vm->probe))
                if (!tck_wait_again(deadline, &late, error) || !tck_cloud_vm_pump(vm, deadline, error)) {
                        tck_cloud_vm_explain_end(vm, error);
                        g_prefix_error(error, "waiting for the probe's hello: ");
                        return FALSE;
                }
        return TRUE;
}

/* ---- what comes in ---- */

/* The serial port's socket is a new one for each boot, and is there before it. */
static gboolean connect_wire(TckCloudVm *vm, GError **error) {
        guint hellos = vm->probe ? tck_probe_hellos(vm->probe) : 0;
        int fd = tck_cloud_connect(vm->serial_path, error);

        if (fd < 0)
                return FALSE;
        if (vm->probe)
                g_ptr_array_add(vm->former, vm->probe);
        vm->probe = tck_probe_new(fd, vm->wire_journal);
        vm->wire_ended = FALSE;
        tck_probe_skip_hellos(vm->probe, hellos);
        return TRUE;
}

/* The fence's own; the VM is paused for nothing else while it is being made. */
static gboolean is_of_fence(TckCloudVm *vm, JsonObject *event) {
        static const char *const names[] = {"vm.pausing", "vm.paused", "vm.resuming", "vm.resumed"};

        for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
                if (vm->fencing && tck_cloud_event_is(event, names[i])) {
                        vm->fenced |= i == G_N_ELEMENTS(names) - 1;
                        return TRUE;
                }
        return FALSE;
}

static gboolean sort_events(TckCloudVm *vm, GError **error) {
        static const char *const sources[] = {"guest", "vm", "vmm", NULL};
        JsonObject *event;

        while ((event = tck_cloud_events_next(vm->events))) {
                gboolean booting = tck_cloud_event_is(event, "vm.booting");

                /* Devices of others (virtio) tell of themselves. */
                if (is_of_fence(vm, event) || !g_strv_contains(sources, tck_json_string(event, "source")))
                        json_object_unref(event);
                else
                        g_queue_push_tail(&vm->queue, event);
                if (booting && !connect_wire(vm, error))
                        return FALSE;
        }
        return TRUE;
}

/* The stream is over: so is the process, or it has closed it in the middle of its life. */
static gboolean end_of_events(TckCloudVm *vm, GError **error) {
        close(vm->events_fd);
        vm->events_fd = -1;
        if (!tck_child_wait(vm->child, tck_deadline(END_SECONDS), NULL, NULL))
                g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL,
                            "it closed the stream of its event monitor, and runs on");
        else if (tck_cloud_events_unfinished(vm->events))
                g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL, "it ended in the middle of an event");
        else
                return TRUE;
        return FALSE;
}

static gboolean read_events(TckCloudVm *vm, GError **error) {
        for (gsize taken = 0; vm->events_fd >= 0 && taken < PUMP_MAX;) {
                char buffer[4096];
                ssize_t n = recv(vm->events_fd, buffer, sizeof buffer, MSG_DONTWAIT);

                if (n < 0 && (errno == EAGAIN || errno == EINTR))
                        break;
                if (n <= 0)
                        return sort_events(vm, error) && end_of_events(vm, error);
                if (!tck_cloud_events_push(vm->events, buffer, (gsize) n, error))
                        return FALSE;
                taken += (gsize) n;
        }
        return sort_events(vm, error);
}

/* A reboot, or the end, closes it; which of them, the events tell. */
static gboolean read_wire(TckCloudVm *vm, GError **error) {
        GError *local = NULL;

        if (!vm->probe || vm->wire_ended || tck_probe_pump(vm->probe, &local))
                return TRUE;
        if (g_error_matches(local, TCK_ERROR, TCK_ERROR_CLOSED)) {
                vm->wire_ended = TRUE;
                g_error_free(local);
                return TRUE;
        }
        g_propagate_error(error, local);
        return FALSE;
}

gboolean tck_cloud_vm_pump(TckCloudVm *vm, gint64 until, GError **error) {
        const int fds[] = {vm->events_fd, vm->probe && !vm->wire_ended ? tck_probe_fd(vm->probe) : -1};

        if (vm->events_fd < 0) {
                g_set_error(error, TCK_ERROR, TCK_ERROR_CLOSED, "%s has ended", vm->program);
                return FALSE;
        }
        return tck_wait_readable(fds, G_N_ELEMENTS(fds), until, error) && read_events(vm, error) &&
               read_wire(vm, error);
}

JsonObject *tck_cloud_vm_next_event(TckCloudVm *vm) {
        return g_queue_pop_head(&vm->queue);
}

JsonObject *tck_cloud_vm_peek_event(TckCloudVm *vm) {
        return g_queue_peek_head(&vm->queue);
}

/* ---- the API ---- */

gboolean tck_cloud_vm_request(TckCloudVm *vm, const char *method, const char *endpoint, gint64 deadline,
                              JsonNode **ret_body, GError **error) {
        return tck_cloud_request(vm->api_path, method, endpoint, tck_cloud_vm_pid(vm), deadline, vm->journal, ret_body,
                                 error);
}

char *tck_cloud_vm_state(TckCloudVm *vm, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) body = NULL;
        const char *state = NULL;

        if (!tck_cloud_vm_request(vm, "GET", "vm.info", deadline, &body, error))
                return NULL;
        if (body && JSON_NODE_HOLDS_OBJECT(body))
                state = tck_json_string(json_node_get_object(body), "state");
        if (!state)
                g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL, "GET vm.info tells no state");
        return g_strdup(state);
}

gboolean tck_cloud_vm_fence(TckCloudVm *vm, gint64 deadline, GError **error) {
        gboolean late = FALSE, good;

        vm->fencing = TRUE;
        vm->fenced = FALSE;
        good = tck_cloud_vm_request(vm, "PUT", "vm.pause", deadline, NULL, error) &&
               tck_cloud_vm_request(vm, "PUT", "vm.resume", deadline, NULL, error);
        while (good && !vm->fenced)
                good = tck_wait_again(deadline, &late, error) && tck_cloud_vm_pump(vm, deadline, error);
        vm->fencing = FALSE;
        return good;
}

/* ---- the end ---- */

gboolean tck_cloud_vm_wait_exit(TckCloudVm *vm, gint64 deadline, int *ret_status, GError **error) {
        TckPatience patience = tck_patience(tck_cloud_vm_pid(vm), deadline);

        if (!tck_child_wait(vm->child, tck_patience_end(&patience), ret_status, error))
                return FALSE;
        /* What it said last is still in the sockets; that they are closed is what we know already. */
        read_events(vm, NULL);
        read_wire(vm, NULL);
        return TRUE;
}

void tck_cloud_vm_explain_end(TckCloudVm *vm, GError **error) {
        g_autofree char *words = NULL, *how = NULL;
        int status;

        if (!error || !g_error_matches(*error, TCK_ERROR, TCK_ERROR_CLOSED) ||
            !tck_child_wait(vm->child, tck_deadline(END_SECONDS), &status, NULL))
                return;
        words = tck_qemu_last_words(vm->output);
        how = tck_child_status_text(status);
        g_clear_error(error);
        g_set_error(error, TCK_ERROR, TCK_ERROR_CLOSED, "%s %s%s%s", vm->program, how, *words ? ": " : "", words);
}
