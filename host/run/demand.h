/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a profile demands of a run.
 */
#pragma once

#include "profile.h"
#include "qemu.h"
#include "result.h"
#include "run.h"

/* The channel for which the profile demands the case on that VM; NULL if it does not. QEMU is NULL if another hypervisor is tested. Borrowed. */
const char *tck_demanded_channel(const TckProfile *profile, const TckQemu *qemu, const TckCase *tested,
                                 const TckVmConfig *config);

/* Sets in a part of the run what the profile demands on the machine types and by the boot methods of the scope, of all cases. */
void tck_count_demands(TckRunPart *part, const TckRunOptions *options, const TckScope *scope, const TckQemu *qemu,
                       const TckProfile *profile);
