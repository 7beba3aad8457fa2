/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning and the end of a case: for the runner, not for cases.
 */
#pragma once

#include "profile.h"
#include "result.h"
#include "vm.h"

/* Makes the context of one case in one VM, which is held to a profile. The timeouts are in seconds: for anything that the guest
 * or QEMU owe, and for a boot. All but the numbers is borrowed. End it with tck_end(). */
Tck *tck_begin(const TckCase *tested, TckVm *vm, const TckProfile *profile, double timeout, double boot_timeout);

/* Looks at what the case leaves behind, frees the context, and gives the verdict. Free with tck_outcome_free(). */
TckOutcome *tck_end(Tck *t);
