/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attempts at a case: one, and after a failure a second one, alone in a fresh VM. The results go to the main thread.
 */
#pragma once

#include "inbox.h"
#include "pool.h"
#include "target.h"

/* One of the threads that run cases, with its data, which is borrowed. */
typedef struct {
        const TckRunOptions *options;
        const GPtrArray *targets; /* TckTarget * */
        TckPool *pool;
        TckInbox *inbox;
        guint slot; /* counted from 0 */
} TckWorker;

/* What the job tests. */
const TckTarget *tck_worker_target(const TckWorker *worker, const TckJob *job);

/* Makes the job's result, without outcomes. */
TckResult *tck_worker_result(const TckWorker *worker, const TckJob *job);

/* Reports what the worker does for the job: "booting". */
void tck_worker_tell(const TckWorker *worker, const TckJob *job, const char *what);

/* Whether the case needs a running QEMU VM. VMs that have to be refused, domains, and VMs of another hypervisor are started by the case. */
gboolean tck_attempt_takes_vm(const TckWorker *worker, const TckJob *job);

/* Runs a job, in the VM if it needs one. The VM is obtained if it is NULL, and ended and set to NULL if no other case can use it afterwards. */
void tck_attempt(const TckWorker *worker, TckVm **vm, const TckJob *job);

/* Why a job cannot be run. */
typedef struct {
        TckVerdict verdict;       /* ERROR or SKIP */
        char *reason;             /* NULL: it can be run */
        gboolean ours, elsewhere; /* as in TckOutcome */
} TckObstacle;

void tck_attempt_nothing(const TckWorker *worker, const TckJob *job, const TckObstacle *obstacle);
