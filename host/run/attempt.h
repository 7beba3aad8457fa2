/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attempts at a case: once, and if it comes out badly once more, alone in a VM of its own. The results go to the main thread.
 */
#pragma once

#include "inbox.h"
#include "libvirt_layer.h"
#include "pool.h"
#include "profile.h"

/* One of the threads that run cases, and what it has to do that. All is borrowed. */
typedef struct {
        const TckRunOptions *options;
        const TckQemu *qemu;
        TckLibvirt *libvirt;        /* NULL but for the layer libvirt */
        const TckHypervisor *other; /* another hypervisor, and what was opened of it: there is no qemu then; NULL */
        gpointer opened;
        const TckProfile *profile;
        TckPool *pool;
        TckInbox *inbox;
        guint slot; /* counted from 0 */
} TckWorker;

/* Says what the worker does for the job: "booting". */
void tck_worker_tell(const TckWorker *worker, const TckJob *job, const char *what);

/* Runs a job in the VM, which is ended and cleared if it is of no use afterwards. */
void tck_attempt_in(const TckWorker *worker, TckVm **vm, const TckJob *job);

/* Runs a job whose case has no VM before it begins: one that has to be refused, or a domain. */
void tck_attempt(const TckWorker *worker, const TckJob *job);

/* The job cannot be run, for that reason: an ERROR, or a SKIP, `ours` as in TckOutcome. */
void tck_attempt_give_up(const TckWorker *worker, const TckJob *job, const char *reason);
void tck_attempt_skip(const TckWorker *worker, const TckJob *job, const char *reason, gboolean ours);
