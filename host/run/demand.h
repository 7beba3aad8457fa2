/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a profile demands of a run.
 */
#pragma once

#include "profile.h"
#include "qemu.h"
#include "result.h"
#include "run.h"

/* QEMU is NULL where another hypervisor is looked at. The channel of which the profile demands the case on that VM; NULL if it does not. Borrowed. */
const char *tck_demanded_channel(const TckProfile *profile, const TckQemu *qemu, const TckCase *tested,
                                 const TckVmConfig *config);

/* Puts into the run what the profile demands on its machine types and by its ways to boot, of all cases that there are. */
void tck_count_demands(TckRun *run, const TckRunOptions *options, const TckQemu *qemu, const TckProfile *profile);
