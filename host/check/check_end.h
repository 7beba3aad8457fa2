/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning and the end of a case: for the runner, not for cases.
 */
#pragma once

#include "libvirt_layer.h"
#include "profile.h"
#include "result.h"
#include "vm.h"

/* Creates the context of one case in one VM, with a profile. The timeouts are in seconds: for every answer and event of the guest
 * or QEMU, and for a boot. All pointers are borrowed. End it with tck_end(). */
Tck *tck_begin(const TckCase *tested, TckVm *vm, const TckProfile *profile, double timeout, double boot_timeout);

/* The same with a domain, which the case itself starts, for one of several workers, with its own folder. */
Tck *tck_begin_domain(const TckCase *tested, TckLibvirt *libvirt, const TckVmConfig *config, guint worker,
                      const char *directory);

/* Runs the case, unless one of its needs is not met. */
void tck_run_case(Tck *t);

/* Checks what the case leaves behind, frees the context, and returns the verdict. Free with tck_outcome_free(). */
TckOutcome *tck_end(Tck *t);
