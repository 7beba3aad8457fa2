/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions for cases about any hypervisor: its VM, its process and its events.
 */
#pragma once

#include "arch.h"
#include "check_verdict.h"

/* ---- the VM ---- */

/* The declared VM. */
const TckVmSpec *tck_spec(const Tck *t);

/* The architecture of its guest. */
const TckArch *tck_arch(const Tck *t);

/* The bits that the VM's device of that channel has to advertise: those of events=, or else
 * those of the profile for this version and machine type. Without either, the bits that were read, as far as the
 * specification allows them: defined bits, including PANICKED. */
guint tck_expected_bits(const Tck *t, const char *channel, guint64 read);

/* The number of the VM's pvpanic port. */
guint tck_port(const Tck *t);

/* The VM's RAM in bytes. */
guint64 tck_ram(const Tck *t);

/* ---- the hypervisor ---- */

/* The positive control: shows that the guest's reports reach the host in this VM; otherwise it gives a verdict. It is done
 * automatically once in each VM, after the first case that passes; a case that ends its VM and expects that something does not
 * come begins with it. */
void tck_control(Tck *t);

/* Expects that no event of QEMU's run state or of the domain's lifecycle is left or on its way. */
void tck_expect_no_event(Tck *t);

/* Sends a signal to the hypervisor's process, which has to run. With libvirt, only SIGKILL is possible. */
void tck_kill(Tck *t, int number);

/* Expects that the process ends by that signal, or exits with this status; afterwards its last events have arrived. Not for libvirt, whose
 * child it is. */
void tck_expect_killed(Tck *t, int number);
void tck_expect_exit(Tck *t, int status);

#ifndef TCK_CHECK_PRIVATE
#define tck_control(t) TCK_VERB(t, tck_control(t))
#define tck_expect_no_event(t) TCK_VERB(t, tck_expect_no_event(t))
#define tck_kill(t, ...) TCK_VERB(t, tck_kill(t, __VA_ARGS__))
#define tck_expect_killed(t, ...) TCK_VERB(t, tck_expect_killed(t, __VA_ARGS__))
#define tck_expect_exit(t, ...) TCK_VERB(t, tck_expect_exit(t, __VA_ARGS__))
#endif
