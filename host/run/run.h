/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running a schedule: workers boot VMs, run cases in them and send results; the calling thread passes them to the reports.
 */
#pragma once

#include "hypervisor.h"
#include "profile.h"
#include "qemu.h"
#include "report.h"
#include "schedule.h"
#include "slots.h"

/* Which cases run in the lab: those that need a KVM with Hyper-V's interface, where this machine has none; all; or none. */
typedef enum { TCK_LAB_AUTO, TCK_LAB_ALWAYS, TCK_LAB_NEVER } TckLabUse;

/* What a run covers on one architecture. */
typedef struct {
        const TckArch *arch;
        TckQemuOptions qemu;
        const char *const *machines; /* the machine types and boot methods of its jobs */
        const TckBoot *const *boots; /* both are NULL-terminated */
        char *missing;               /* what it lacks, so that it has no jobs; NULL: nothing */
        gboolean optional;           /* the user did not name it: without it, what is run may conform in part */
} TckScope;

typedef struct {
        const GPtrArray *scopes;   /* TckScope *, one for each architecture */
        TckLayer layer;            /* that of all jobs */
        const char *connect;       /* the layer libvirt: a URI, NULL for a libvirt in this process */
        const char *vmm;           /* the layer of another hypervisor: its program; NULL: the default */
        const TckProfile *profile; /* the profile; NULL: the one for the hypervisor */
        TckLabUse lab;
        guint workers; /* VMs at a time */
        double timeout; /* seconds for every answer or event of the guest or QEMU; firmware gets six times that to boot */
        gboolean fresh;    /* boot a VM for each case, without sharing and snapshots */
        gboolean no_retry; /* failed cases get no second attempt */
        gboolean resume;   /* keep a journal in the run's directory, and take over the results that are in it */
        TckSlots *slots;   /* what the number of VMs is limited by, besides `workers`; NULL: nothing */
} TckRunOptions;

/* Runs jobs, taking ownership of them, and fills in `run`, whose id, directory, options and strict are set. Blocks, iterating
 * the default main context, until all is done or tck_cancel() was called. Fails, with run->failure set, if nothing could
 * be run at all. */
gboolean tck_run(TckRun *run, const TckRunOptions *options, GPtrArray *jobs, const GPtrArray *reports, GError **error);
