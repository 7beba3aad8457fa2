/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The schedule: which cases run on which VMs, and which of them share a boot.
 */
#pragma once

#include "arch.h"
#include "case.h"

/* A case on one VM configuration. */
typedef struct {
        const TckCase *tested;
        TckVmConfig config;
} TckJob;

/* Jobs that share a boot, in their order: all have the same configuration, and only the last may end the VM. */
typedef struct {
        GPtrArray *jobs; /* TckJob *, owned */
        char *name;      /* tck_vm_config_name() of them all */
        char *hardware;  /* tck_vm_config_hardware() of them all */
        gboolean firmware;
} TckUnit;

/* NULL is fine. */
void tck_unit_free(TckUnit *unit);

/* The layer's cases whose names match one of the patterns (all of them if patterns is NULL or empty), on each of the machines
 * by each of the architecture's boot methods: TckJob *. The machines' names are interned; both lists are NULL-terminated. A
 * pattern that matches nothing is TCK_ERROR_USAGE. */
GPtrArray *tck_schedule_jobs(const GPtrArray *cases, TckLayer layer, const char *const *patterns, const TckArch *arch,
                             const char *const *machines, const TckBoot *const *boots, GError **error);

/* Divides jobs, taking ownership of them, among as few units as possible: TckUnit *. If fresh, each job is a unit. Units that boot
 * firmware come first, because they take longest, and units of one hardware do not follow each other, because the first makes the
 * snapshot that the others wait for. The array owns its units. */
GPtrArray *tck_schedule_units(GPtrArray *jobs, gboolean fresh);
