/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A VM of cloud-hypervisor: a child process, which cannot outlive this one, the stream of its events, its API, and the wire on the
 * guest's only serial port.
 */
#pragma once

#include "child.h"
#include "cloud_events.h"
#include "probe.h"
#include "vmspec.h"

/* Callers only read it. */
typedef struct {
        TckChild *child;

        /* The current guest's wire: a new one after a reboot, which ends the connection. NULL before the first. */
        TckProbe *probe;

        /* its own */
        char *program;
        char *sockets; /* a separate folder: paths have to be short and private */
        char *api_path, *serial_path;
        TckJournal *journal, *wire_journal;
        int output;    /* its output */
        int events_fd; /* -1 once the stream has ended */
        TckCloudEvents *events;
        GQueue queue;      /* JsonObject *, of guest, VM and VMM */
        GPtrArray *former; /* TckProbe *: earlier wires, which a waiting caller may still use */
        gboolean wire_ended;
        gboolean fencing, fenced;
} TckCloudVm;

/* What to start. All is borrowed until tck_cloud_vm_start() returns. */
typedef struct {
        const char *program;
        const char *kernel; /* NULL: without a VM, only to ask it */
        const TckVmConfig *config;
        const char *directory; /* for the artifacts; NULL: none */
} TckCloudVmSetup;

/* Starts it, and returns when its API is served. Free with tck_cloud_vm_free(), which kills it. */
TckCloudVm *tck_cloud_vm_start(const TckCloudVmSetup *setup, gint64 deadline, GError **error);
void tck_cloud_vm_free(TckCloudVm *vm);

/* Returns when the VM has booted, and its probe has said hello; the events up to then are dropped. */
gboolean tck_cloud_vm_await_boot(TckCloudVm *vm, gint64 deadline, GError **error);

/* Waits until that time for an event or a line of the guest, and reads it. TCK_ERROR_CLOSED once the process has ended and
 * everything from it and the guest has been read. */
gboolean tck_cloud_vm_pump(TckCloudVm *vm, gint64 until, GError **error);

/* The oldest event of guest, VM or VMM; NULL if there is none. Free with json_object_unref(), or borrowed and left there. */
JsonObject *tck_cloud_vm_next_event(TckCloudVm *vm);
JsonObject *tck_cloud_vm_peek_event(TckCloudVm *vm);

/* Sends a request; see tck_cloud_request(). */
gboolean tck_cloud_vm_request(TckCloudVm *vm, const char *method, const char *endpoint, gint64 deadline,
                              JsonNode **ret_body, GError **error);

/* The state from vm.info: "Running". Free with g_free(). NULL with an error. */
char *tck_cloud_vm_state(TckCloudVm *vm, gint64 deadline, GError **error);

/* Reads all events up to now: pauses and resumes the VM; the events for this come after all earlier ones, and are dropped.
 * TCK_ERROR_REFUSED if it could not be paused. */
gboolean tck_cloud_vm_fence(TckCloudVm *vm, gint64 deadline, GError **error);

/* Waits for the end of the process, and reads everything it has sent. The status is waitpid(2)'s. */
gboolean tck_cloud_vm_wait_exit(TckCloudVm *vm, gint64 deadline, int *ret_status, GError **error);

/* If the process has ended, replaces the error by one that says how, with the last lines of its output. */
void tck_cloud_vm_explain_end(TckCloudVm *vm, GError **error);

/* Whether all artifacts could be written. */
gboolean tck_cloud_vm_flush(TckCloudVm *vm, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCloudVm, tck_cloud_vm_free)
