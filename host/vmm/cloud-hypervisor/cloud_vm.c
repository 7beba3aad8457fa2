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

#include "cloud_api.h"
#include "connect.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "json.h"
#include "program.h"
#include "wait.h"

/* From closed sockets to the end of the process. */
#define END_SECONDS 10.0

enum { PUMP_MAX = 1 << 20, MEMORY_MIB = 64 };

void tck_cloud_vm_free(TckCloudVm *vm) {
        if (!vm)
                return;
        tck_child_free(vm->child);
        tck_probe_free(vm->probe);
        g_ptr_array_unref(vm->former);
        tck_cloud_events_free(vm->events);
        g_queue_clear_full(&vm->queue, (GDestroyNotify) json_object_unref);
        tck_fd_close(vm->events_fd);
        tck_fd_close(vm->output);
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

gboolean tck_cloud_vm_flush(TckCloudVm *vm, GError **error) {
        return !vm->journal || (tck_journal_flush(vm->journal, error) && tck_journal_flush(vm->wire_journal, error));
}

/* ---- starting ---- */

static gboolean create_files(TckCloudVm *vm, const char *directory, GError **error) {
        if (directory && (!tck_make_folder(directory, 0755, error) ||
                          !(vm->journal = tck_journal_create(directory, "monitor.jsonl", error)) ||
                          !(vm->wire_journal = tck_journal_create(directory, "wire.log", error))))
                return FALSE;
        vm->output = directory ? tck_create_file(directory, "stderr.log", O_RDWR, error)
                               : memfd_create("cloud-hypervisor-output", MFD_CLOEXEC);
        vm->sockets = vm->output >= 0 ? g_dir_make_tmp("pvpanic-tck-XXXXXX", error) : NULL;
        if (!vm->sockets)
                return FALSE;
        vm->api_path = g_build_filename(vm->sockets, "api", NULL);
        vm->serial_path = g_build_filename(vm->sockets, "serial", NULL);
        return strlen(vm->serial_path) < sizeof((struct sockaddr_un *) NULL)->sun_path ||
               tck_error_set(
                       error, TCK_ERROR_ENVIRONMENT,
                       "the path %s is too long for a socket: choose another folder for temporary files by TMPDIR",
                       vm->serial_path);
}

/* The options are defined in src/main.rs of cloud-hypervisor. */
static GPtrArray *command_line(const TckCloudVm *vm, const TckCloudVmSetup *setup) {
        GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
        const TckVmSpec *spec = setup->kernel ? &setup->config->spec : NULL;

        tck_argv_add(argv, setup->program);
        tck_argv_add_option(argv, "--event-monitor", "fd=3");
        tck_argv_add_option(argv, "--api-socket", "fd=4");
        if (spec) {
                tck_argv_add_option(argv, "--kernel", "%s", setup->kernel);
                tck_argv_add_option(argv, "--cmdline", "agent one-line");
                tck_argv_add_option(argv, "--cpus", "boot=%u", MAX(spec->cpus, 1));
                tck_argv_add_option(argv, "--memory", "size=%dM", MEMORY_MIB);
                tck_argv_add_option(argv, "--console", "off");
                tck_argv_add_option(argv, "--serial", "socket=%s", vm->serial_path);
        }
        if (spec && tck_vm_spec_has(spec, "pci"))
                tck_argv_add(argv, "--pvpanic");
        g_ptr_array_add(argv, NULL);
        return argv;
}

static gboolean spawn(TckCloudVm *vm, const TckCloudVmSetup *setup, int events, int api, GError **error) {
        const int fds[] = {events, api};
        g_autoptr(GPtrArray) argv = command_line(vm, setup);
        const char *const *words = (const char *const *) argv->pdata;

        if (setup->directory && !tck_shell_save(setup->directory, words, error))
                return FALSE;
        vm->child = tck_child_spawn(words, fds, G_N_ELEMENTS(fds), vm->output, error);
        return vm->child != NULL;
}

/* The process inherits the API's listening socket, so that connecting succeeds before it is up. */
static gboolean connect_and_spawn(TckCloudVm *vm, const TckCloudVmSetup *setup, GError **error) {
        g_auto(TckFd) theirs = -1, api = tck_listen(vm->api_path, SOCK_STREAM, error);

        return api >= 0 && tck_child_socket_pair(&vm->events_fd, &theirs, error) &&
               spawn(vm, setup, theirs, api, error);
}

/* Receives more until the deadline. FALSE with an error that tells what was awaited. */
static gboolean pump_for(TckCloudVm *vm, const char *what, gint64 deadline, gboolean *late, GError **error) {
        if (tck_wait_again(deadline, late, error) && tck_cloud_vm_pump(vm, deadline, error))
                return TRUE;
        tck_cloud_vm_explain_end(vm, error);
        g_prefix_error(error, "waiting for %s: ", what);
        return FALSE;
}

/* Drops all events up to the one with that name. */
static gboolean await_event(TckCloudVm *vm, const char *name, gint64 deadline, GError **error) {
        g_autofree char *what = g_strdup_printf("the event %s", name);
        gboolean late = FALSE, good = TRUE, came = FALSE;

        while (!came && good) {
                g_autoptr(JsonObject) event = tck_cloud_vm_next_event(vm);

                came = event && tck_cloud_event_is(event, name);
                good = event || pump_for(vm, what, deadline, &late, error);
        }
        return came;
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
        while (!vm->probe->hellos)
                if (!pump_for(vm, "the probe's hello", deadline, &late, error))
                        return FALSE;
        return TRUE;
}

/* ---- receiving ---- */

/* The wire is closed by a reboot or the end of the VM; the events show which. */
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

/*
 * For each boot, the serial port has a new socket, which exists before the event vm.booting. What the guest sent before, the answer to
 * the order to reset among it, may still be in the former one.
 */
static gboolean connect_wire(TckCloudVm *vm, GError **error) {
        guint hellos;
        int fd;

        if (!read_wire(vm, error) || (fd = tck_cloud_connect(vm->serial_path, error)) < 0)
                return FALSE;
        hellos = vm->probe ? vm->probe->hellos : 0;
        if (vm->probe)
                g_ptr_array_add(vm->former, vm->probe);
        vm->probe = tck_probe_new(fd, vm->wire_journal);
        vm->wire_ended = FALSE;
        vm->probe->hellos = hellos;
        return TRUE;
}

/* The fence pauses and resumes the VM, and nothing else does so meanwhile. */
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

                /* Other sources are devices (virtio). */
                if (is_of_fence(vm, event) || !g_strv_contains(sources, tck_json_string(event, "source")))
                        json_object_unref(event);
                else
                        g_queue_push_tail(&vm->queue, event);
                if (booting && !connect_wire(vm, error))
                        return FALSE;
        }
        return TRUE;
}

/* At the end of the stream, the process has ended or is about to. Otherwise it is an error. */
static gboolean end_of_events(TckCloudVm *vm, GError **error) {
        tck_fd_close(g_steal_fd(&vm->events_fd));
        if (!tck_child_wait(vm->child, tck_deadline(END_SECONDS), NULL, NULL))
                return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                     "it closed the stream of its event monitor, but still runs");
        return !tck_cloud_events_unfinished(vm->events) ||
               tck_error_set(error, TCK_ERROR_PROTOCOL, "it ended in the middle of an event");
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

gboolean tck_cloud_vm_pump(TckCloudVm *vm, gint64 until, GError **error) {
        const int fds[] = {vm->events_fd, vm->probe && !vm->wire_ended ? vm->probe->fd : -1};

        if (vm->events_fd < 0)
                return tck_error_set(error, TCK_ERROR_CLOSED, "%s has ended", vm->program);
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
        return tck_cloud_request(vm->api_path, method, endpoint, vm->child->pid, deadline, vm->journal, ret_body,
                                 error);
}

char *tck_cloud_vm_state(TckCloudVm *vm, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) body = NULL;
        const char *state;

        if (!tck_cloud_vm_request(vm, "GET", "vm.info", deadline, &body, error))
                return NULL;
        state = tck_json_string(tck_json_node_object(body), "state");
        if (!state)
                tck_error_set(error, TCK_ERROR_PROTOCOL, "GET vm.info returned no state");
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
        if (!tck_child_await(vm->child, deadline, ret_status, error))
                return FALSE;
        /* Reads what is left in the sockets; that they are closed is no error. */
        read_events(vm, NULL);
        read_wire(vm, NULL);
        return TRUE;
}

void tck_cloud_vm_explain_end(TckCloudVm *vm, GError **error) {
        tck_child_explain_end(vm->child, vm->program, vm->output, tck_deadline(END_SECONDS), error);
}
