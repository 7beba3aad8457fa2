/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning and the end of a case: for the runner, not for cases.
 */
#pragma once

#include "libvirt_layer.h"
#include "profile.h"
#include "result.h"
#include "vm.h"

/* Makes the context of one case in one VM, which is held to a profile. The timeouts are in seconds: for anything that the guest
 * or QEMU owe, and for a boot. All but the numbers is borrowed. End it with tck_end(). */
Tck *tck_begin(const TckCase *tested, TckVm *vm, const TckProfile *profile, double timeout, double boot_timeout);

/* The same in a domain of its own, which is the case's to start, by one of several workers and with a folder of its own. */
Tck *tck_begin_domain(const TckCase *tested, TckLibvirt *libvirt, const TckVmConfig *config, guint worker,
                      const char *directory);

/* Runs the case, unless something that it needs is not there. */
void tck_run_case(Tck *t);

/* Looks at what the case leaves behind, frees the context, and gives the verdict. Free with tck_outcome_free(). */
TckOutcome *tck_end(Tck *t);
