/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A VM of cloud-hypervisor's: a process of our own, which cannot outlive us, the stream of its events, its API, and the wire on the
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

        /* The wire of the guest that there is now: another one after a reboot, which ends the connection. NULL before the first. */
        TckProbe *probe;

        /* its own */
        char *program;
        char *sockets; /* a folder of their own: their paths have to be short, and nobody else's */
        char *api_path, *serial_path;
        TckJournal *journal, *wire_journal;
        int output;    /* what it prints */
        int events_fd; /* -1 once the stream has ended */
        TckCloudEvents *events;
        GQueue queue;      /* JsonObject *, of those that matter */
        GPtrArray *former; /* TckProbe *: whoever waits for one that was may still look at it */
        gboolean wire_ended;
        gboolean fencing, fenced;
} TckCloudVm;

/* What is started. All is borrowed until tck_cloud_vm_start() returns. */
typedef struct {
        const char *program;
        const char *kernel; /* NULL: no VM at all, for one that is only asked */
        const TckVmConfig *config;
        const char *directory; /* for the evidence; NULL: it leaves none */
} TckCloudVmSetup;

/* Starts it, and returns when its API is served. Free with tck_cloud_vm_free(), which kills it. */
TckCloudVm *tck_cloud_vm_start(const TckCloudVmSetup *setup, gint64 deadline, GError **error);
void tck_cloud_vm_free(TckCloudVm *vm);

/* Returns when the VM has booted, and its probe has said hello; the events up to then are dropped. */
gboolean tck_cloud_vm_await_boot(TckCloudVm *vm, gint64 deadline, GError **error);

/* Waits until that moment for an event, or for the guest to say something, and takes it in. Once the process has ended, and
 * all that it and the guest had said is in, TCK_ERROR_CLOSED. */
gboolean tck_cloud_vm_pump(TckCloudVm *vm, gint64 until, GError **error);

/* The oldest event of guest, VM or VMM; NULL if there is none. Free with json_object_unref(), or borrowed and left there. */
JsonObject *tck_cloud_vm_next_event(TckCloudVm *vm);
JsonObject *tck_cloud_vm_peek_event(TckCloudVm *vm);

/* Asks the API; as tck_cloud_request(). */
gboolean tck_cloud_vm_request(TckCloudVm *vm, const char *method, const char *endpoint, gint64 deadline,
                              JsonNode **ret_body, GError **error);

/* The state that vm.info tells: "Running". Free with g_free(). NULL with an error. */
char *tck_cloud_vm_state(TckCloudVm *vm, gint64 deadline, GError **error);

/* Takes in all events that were told up to now: the VM is paused and resumed, whose events come behind them, and are not told of.
 * TCK_ERROR_REFUSED if it could not be paused. */
gboolean tck_cloud_vm_fence(TckCloudVm *vm, gint64 deadline, GError **error);

/* Waits for the end of the process, and takes in what it said last. The status is waitpid(2)'s. */
gboolean tck_cloud_vm_wait_exit(TckCloudVm *vm, gint64 deadline, int *ret_status, GError **error);

/* Turns the error of one that has ended into one that says how, with the last that it printed. */
void tck_cloud_vm_explain_end(TckCloudVm *vm, GError **error);

/* Whether all of the evidence could be written. */
gboolean tck_cloud_vm_flush(TckCloudVm *vm, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCloudVm, tck_cloud_vm_free)
