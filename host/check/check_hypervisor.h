/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What runs the guest, as far as it is the same for QEMU alone and under libvirt.
 */
#pragma once

#include "check_verdict.h"

/* Sends a signal to the hypervisor's process, which has to run. Under libvirt it has to be SIGKILL. */
void tck_kill(Tck *t, int number);

/* No event is left, of QEMU's run state or of the domain's life, and none is on its way. */
void tck_expect_no_event(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_kill(t, ...) TCK_VERB(t, tck_kill(t, __VA_ARGS__))
#define tck_expect_no_event(t) TCK_VERB(t, tck_expect_no_event(t))
#endif
