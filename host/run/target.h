/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run tests: on each architecture one hypervisor, with what it can do and the profile that it has to conform to.
 */
#pragma once

#include "libvirt_layer.h"
#include "run.h"

/* The hypervisor is closed by tck_target_free(). Workers only read it. */
typedef struct {
        const TckScope *scope;
        TckRunPart *part;           /* of the run */
        gboolean in_lab;            /* some of its cases run in the lab */
        TckQemu *qemu;              /* NULL if another hypervisor is tested */
        GBytes *kernel;             /* the probe; NULL except for the layer libvirt, */
        TckLibvirt *libvirt;        /* as this one */
        const TckHypervisor *other; /* NULL for QEMU and libvirt */
        TckOpened opened;           /* of it */
        const TckProfile *profile;
} TckTarget;

/* Meets the hypervisor, except a libvirt: see tck_targets_begin(). Free with tck_target_free(). */
TckTarget *tck_target_new(const TckRun *run, TckRunPart *part, const TckRunOptions *options, const TckScope *scope,
                          gboolean in_lab, GError **error);
void tck_target_free(TckTarget *target);

/* Of all targets (TckTarget *): meets their libvirt, if that is the layer, and records in the parts of the run what is tested. */
gboolean tck_targets_begin(const TckRun *run, GPtrArray *targets, const TckRunOptions *options, GError **error);

/* Of targets (TckTarget *), the one whose architecture the VM has. */
const TckTarget *tck_target_of(const GPtrArray *targets, const TckVmConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckTarget, tck_target_free)
