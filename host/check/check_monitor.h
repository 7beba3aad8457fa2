/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What QEMU's monitor says of the guest, and what it is told. The run-state events (GUEST_PANICKED, STOP, RESET, ...) have to be
 * accounted for: a case expects each of them in the order of their coming, and one that is left over at its end fails it.
 */
#pragma once

#include "check_verdict.h"
#include "vcpu.h"

/* The next run-state event, whose data has these members and no others: "action=pause", "guest=true reason=guest-panic", ""
 * for none. A member of a member is written "info.type=hyper-v". */
void tck_expect_event(Tck *t, const char *name, const char *members);

/* What has come of the run state since the last event, "GUEST_PANICKED {"action":"run"}, STOP", once all that is on its way is
 * there; "" if nothing has. That QEMU has ended meanwhile is told, too. For cases that look at several things before they
 * judge. Free with g_free(). */
char *tck_take_events(Tck *t);

/* What the guest is told next may end QEMU, which is then left alone for a while: a command that meets the end can keep QEMU
 * from it (docs/findings/qmp-command-at-exit.md). */
void tck_may_end(Tck *t);

/* Drops the run-state events of that name that come next, as many as there are. */
void tck_drop_events(Tck *t, const char *name);

/* query-status answers with this status, and with `running` accordingly. */
void tck_expect_status(Tck *t, const char *status);

/* Runs a command that has to succeed: its string arguments are name, value, ..., NULL. */
void tck_command(Tck *t, const char *command, ...) G_GNUC_NULL_TERMINATED;

/* The first virtual CPU comes to be in that state, as the monitor sees it, and stays: the probe did what it was told. */
void tck_expect_vcpu(Tck *t, TckVcpuState state);

#ifndef TCK_CHECK_PRIVATE
#define tck_expect_event(t, ...) TCK_VERB(t, tck_expect_event(t, __VA_ARGS__))
#define tck_take_events(t) TCK_VERB_POINTER(t, tck_take_events(t))
#define tck_drop_events(t, ...) TCK_VERB(t, tck_drop_events(t, __VA_ARGS__))
#define tck_expect_status(t, ...) TCK_VERB(t, tck_expect_status(t, __VA_ARGS__))
#define tck_command(t, ...) TCK_VERB(t, tck_command(t, __VA_ARGS__))
#define tck_expect_vcpu(t, ...) TCK_VERB(t, tck_expect_vcpu(t, __VA_ARGS__))
#endif
