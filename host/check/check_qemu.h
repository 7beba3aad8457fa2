/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case says of QEMU: its monitor, the guest's memory as it shows and dumps it, other clients, migrations. The run-state events
 * (GUEST_PANICKED, STOP, RESET, ...) have to be accounted for: a case expects each of them in the order of their coming, and one that
 * is left over at its end fails it.
 */
#pragma once

#include "check_verdict.h"
#include "dump.h"
#include "vcpu.h"

/* ---- the monitor ---- */

/* The next run-state event, whose data has these members and no others: "action=pause", "guest=true reason=guest-panic", ""
 * for none. A member of a member is written "info.type=hyper-v". */
void tck_expect_event(Tck *t, const char *name, const char *members);

/* The same, whatever other members its data has: for a case that is about something else. */
void tck_expect_event_about(Tck *t, const char *name, const char *members);

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

/* ---- the guest's memory ---- */

/* The 64-bit number at that physical address, as the monitor reads it: whether the guest runs or not. */
guint64 tck_peek(Tck *t, guint64 address);

/* The guest increments the number at that address all the time; or it does not, to be asked once the monitor has said that the
 * guest is stopped. */
void tck_expect_counting(Tck *t, const char *who, guint64 address);
void tck_expect_standstill(Tck *t, const char *who, guint64 address);

/* Has QEMU write a core of the guest, and opens it: it is among the artifacts of the VM, unless the case passes. Borrowed
 * until the end of the case; NULL after a verdict. */
const TckCore *tck_take_core(Tck *t, const TckCoreOptions *options);

/* Reads the guest's memory out of a core. What the core does not have is a FAIL, and all zeroes; what this machine cannot read (a
 * compression that its libkdumpfile was built without) an ERROR. */
void tck_read_core(Tck *t, const TckCore *core, guint64 physical, void *ret_bytes, gsize length);

/* Keeps an ACPI table among the artifacts of the VM, as NAME.aml, and where there is iasl what it says of the pvpanic device
 * as source. */
void tck_save_table(Tck *t, const char *name, const guint8 *table, gsize length);

/* ---- other clients, other QEMUs ---- */

/* Another client of the monitor, which attaches now if it has not before: it is told the event, or the status. */
void tck_attach_second_client(Tck *t);
void tck_expect_second_event(Tck *t, const char *name, const char *members);
void tck_expect_second_status(Tck *t, const char *status);

/* Moves the guest, which has to stand still, to another QEMU by a migration through a file: from then on the case is about
 * that one, which is not continued. The first one stands in postmigrate then, and may have told of nothing. Or has the
 * migration fail, because nothing receives it. */
void tck_migrate(Tck *t);
void tck_fail_migration(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_expect_event(t, ...) TCK_VERB(t, tck_expect_event(t, __VA_ARGS__))
#define tck_expect_event_about(t, ...) TCK_VERB(t, tck_expect_event_about(t, __VA_ARGS__))
#define tck_take_events(t) TCK_VALUE(t, tck_take_events(t))
#define tck_drop_events(t, ...) TCK_VERB(t, tck_drop_events(t, __VA_ARGS__))
#define tck_expect_status(t, ...) TCK_VERB(t, tck_expect_status(t, __VA_ARGS__))
#define tck_command(t, ...) TCK_VERB(t, tck_command(t, __VA_ARGS__))
#define tck_expect_vcpu(t, ...) TCK_VERB(t, tck_expect_vcpu(t, __VA_ARGS__))
#define tck_peek(t, ...) TCK_VALUE(t, tck_peek(t, __VA_ARGS__))
#define tck_expect_counting(t, ...) TCK_VERB(t, tck_expect_counting(t, __VA_ARGS__))
#define tck_expect_standstill(t, ...) TCK_VERB(t, tck_expect_standstill(t, __VA_ARGS__))
#define tck_take_core(t, ...) TCK_VALUE(t, tck_take_core(t, __VA_ARGS__))
#define tck_read_core(t, ...) TCK_VERB(t, tck_read_core(t, __VA_ARGS__))
#define tck_save_table(t, ...) TCK_VERB(t, tck_save_table(t, __VA_ARGS__))
#define tck_attach_second_client(t) TCK_VERB(t, tck_attach_second_client(t))
#define tck_expect_second_event(t, ...) TCK_VERB(t, tck_expect_second_event(t, __VA_ARGS__))
#define tck_expect_second_status(t, ...) TCK_VERB(t, tck_expect_second_status(t, __VA_ARGS__))
#define tck_migrate(t) TCK_VERB(t, tck_migrate(t))
#define tck_fail_migration(t) TCK_VERB(t, tck_fail_migration(t))
#endif
