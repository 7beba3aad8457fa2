/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case asks of any hypervisor: what its VM is to be like, and what it does as a process and by its events.
 */
#pragma once

#include "check_verdict.h"

/* ---- the VM ---- */

/* What was asked of the VM. */
const TckVmSpec *tck_spec(const Tck *t);

/* The bits that the VM's device of that channel has to advertise: those that it was told (events=), or else
 * those that the profile says of this version and machine type. Where no profile says it, they are what was read, as far as the
 * specification allows that: bits that it defines, PANICKED among them. */
guint tck_expected_bits(const Tck *t, const char *channel, guint64 read);

/* The number of the pvpanic port, wherever the VM has it. */
guint tck_port(const Tck *t);

/* How many bytes of RAM the VM has. */
guint64 tck_ram(const Tck *t);

/* ---- the hypervisor ---- */

/* The positive control: what the guest says reaches the host in this VM, or the verdict says that it does not. It comes by
 * itself once in each VM, behind the first case that passes; a case that ends its VM and is about something that does not
 * come begins with it. */
void tck_control(Tck *t);

/* No event is left, of QEMU's run state or of the domain's life, and none is on its way. */
void tck_expect_no_event(Tck *t);

/* Sends a signal to the hypervisor's process, which has to run. Under libvirt it has to be SIGKILL. */
void tck_kill(Tck *t, int number);

/* The process dies of that signal, or ends by itself with this exit status; its last events are in then. Not under libvirt, whose
 * process it is. */
void tck_expect_killed(Tck *t, int number);
void tck_expect_exit(Tck *t, int status);

#ifndef TCK_CHECK_PRIVATE
#define tck_control(t) TCK_VERB(t, tck_control(t))
#define tck_expect_no_event(t) TCK_VERB(t, tck_expect_no_event(t))
#define tck_kill(t, ...) TCK_VERB(t, tck_kill(t, __VA_ARGS__))
#define tck_expect_killed(t, ...) TCK_VERB(t, tck_expect_killed(t, __VA_ARGS__))
#define tck_expect_exit(t, ...) TCK_VERB(t, tck_expect_exit(t, __VA_ARGS__))
#endif
