/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attempts at a case: once, and if it comes out badly once more, alone in a VM of its own. The results go to the main thread.
 */
#pragma once

#include "inbox.h"
#include "libvirt_layer.h"
#include "pool.h"
#include "profile.h"

/* One of the threads that run cases, and what it has to do that. All is borrowed but what is tested: tck_run() owns that. */
typedef struct {
        const TckRunOptions *options;
        TckQemu *qemu;              /* NULL where another hypervisor is tested */
        TckLibvirt *libvirt;        /* NULL but for the layer libvirt */
        const TckHypervisor *other; /* NULL for QEMU and libvirt */
        TckOpened opened;           /* of it */
        const TckProfile *profile;
        TckPool *pool;
        TckInbox *inbox;
        guint slot; /* counted from 0 */
} TckWorker;

/* Says what the worker does for the job: "booting". */
void tck_worker_tell(const TckWorker *worker, const TckJob *job, const char *what);

/* Whether the case has a VM of QEMU's before it begins. One that has to be refused, a domain and a VM of another hypervisor are its own. */
gboolean tck_attempt_takes_vm(const TckWorker *worker, const TckJob *job);

/* Runs a job: in the VM if it takes one, which is obtained if it is NULL, and ended and cleared if it is of no use afterwards. */
void tck_attempt(const TckWorker *worker, TckVm **vm, const TckJob *job);

/* Why a job cannot be run. */
typedef struct {
        TckVerdict verdict;       /* ERROR or SKIP */
        char *reason;             /* NULL: it can be run */
        gboolean ours, elsewhere; /* as in TckOutcome */
} TckObstacle;

void tck_attempt_nothing(const TckWorker *worker, const TckJob *job, const TckObstacle *obstacle);
