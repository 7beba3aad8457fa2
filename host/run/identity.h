/* SPDX-License-Identifier: BSD-2-Clause */
/* Which results of an earlier run are still valid. */
#pragma once

#include "run.h"
#include "target.h"

/* A digest of all that a result depends on: the kit, the probes, the hypervisor and its firmware, the run's options and the host's kernel.
 * Free with g_free(). */
char *tck_run_identity(const TckRun *run, const TckRunOptions *options, const GPtrArray *targets);
