/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The VMs of a run, and the units that wait for them: each hardware is booted once, and restored from a snapshot after that. Several
 * threads may call it at once.
 */
#pragma once

#include "result.h"
#include "target.h"
#include "vm.h"

typedef struct TckPool TckPool;

/* All is borrowed: the targets (TckTarget *), the units (TckUnit *) until they are taken. The numbers of boots and restores, and why VMs were not restored, are kept in
 * the run. Free with tck_pool_free(). */
TckPool *tck_pool_new(const GPtrArray *targets, const TckRunOptions *options, TckRun *run, GPtrArray *units);
void tck_pool_free(TckPool *pool);

/* ---- units ---- */

/* The next unit, once one can start: it may wait until the snapshot of its hardware is made. NULL when there is
 * none left. To be returned with tck_pool_give_back(). */
TckUnit *tck_pool_take_unit(TckPool *pool);
void tck_pool_give_back(TckPool *pool, TckUnit *unit);

/* ---- VMs ---- */

/* Seconds that a boot may take. */
double tck_pool_boot_timeout(const TckPool *pool, const TckVmConfig *config);

/* A separate folder for each VM, below that of the run: NAME, NAME.2, NAME.3, ..., and the name of its process. Free both with
 * g_free(). */
char *tck_pool_folder(TckPool *pool, const TckVmConfig *config, char **ret_process);

/* Counts a guest that was booted outside the pool. */
void tck_pool_count_boot(TckPool *pool, const TckVmConfig *config);

/* A VM for the unit that the calling worker has taken, with a running probe. To be ended with tck_pool_end(). */
TckVm *tck_pool_obtain(TckPool *pool, const TckVmConfig *config, GError **error);

/* The same, but of any hardware. */
TckVm *tck_pool_obtain_other(TckPool *pool, const TckVmConfig *config, GError **error);

void tck_pool_end(TckPool *pool, TckVm *vm);

/* Why VMs that QEMU creates in the same way do not boot; NULL as long as they do. The first reason is kept, and is borrowed. */
void tck_pool_set_broken(TckPool *pool, const TckVmConfig *config, const char *reason);
const char *tck_pool_broken(TckPool *pool, const TckVmConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckPool, tck_pool_free)
