/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions for cases about QEMU: its monitor, the guest's memory, cores, other clients, migrations. A case has to expect every run-state event
 * (GUEST_PANICKED, STOP, RESET, ...), in their order: one that
 * is left over at its end fails the case.
 */
#pragma once

#include "check_verdict.h"
#include "dump.h"
#include "vcpu.h"

/* ---- the monitor ---- */

/* Expects the next run-state event, with exactly these members in its data: "action=pause", "guest=true reason=guest-panic", ""
 * for none. A member of a member is written "info.type=hyper-v". */
void tck_expect_event(Tck *t, const char *name, const char *members);

/* The same, whatever other members its data has: for a case that is about something else. */
void tck_expect_event_about(Tck *t, const char *name, const char *members);

/* The run-state events that are left, "GUEST_PANICKED {"action":"run"}, STOP", after all that are on their way have
 * arrived; "" if there are none. An end of QEMU is included. For cases that check several things before they
 * judge. Free with g_free(). */
char *tck_take_events(Tck *t);

/* The guest's next operation may end QEMU. No command is sent for a while, because a command during its exit can keep QEMU
 * from ending (docs/findings/qmp-command-at-exit.md). */
void tck_may_end(Tck *t);

/* Drops the next run-state events if they have that name, as many as there are. */
void tck_drop_events(Tck *t, const char *name);

/* Expects this status from query-status, and `running` accordingly. */
void tck_expect_status(Tck *t, const char *status);

/* Runs a command that has to succeed, with string arguments: name, value, ..., NULL. */
void tck_command(Tck *t, const char *command, ...) G_GNUC_NULL_TERMINATED;

/* Expects that the first virtual CPU enters that state, by the monitor's registers, and stays in it. */
void tck_expect_vcpu(Tck *t, TckVcpuState state);

/* ---- the guest's memory ---- */

/* The 64-bit number at that physical address, read by the monitor, whether the guest runs or not. */
guint64 tck_peek(Tck *t, guint64 address);

/* Expects that the guest keeps incrementing the number at that address; or that it does not, to be called after the monitor has reported that the
 * guest is stopped. */
void tck_expect_counting(Tck *t, const char *who, guint64 address);
void tck_expect_standstill(Tck *t, const char *who, guint64 address);

/* Makes QEMU write a core of the guest, and opens it. It is kept in the artifacts of the VM, unless the case passes. Borrowed
 * until the end of the case; NULL after a verdict. */
const TckCore *tck_take_core(Tck *t, const TckCoreOptions *options);

/* Reads the guest's memory from a core. Memory that is not in the core is a FAIL, and reads as zeroes; memory that this machine cannot read (a
 * compression that its libkdumpfile does not support) is an ERROR. */
void tck_read_core(Tck *t, const TckCore *core, guint64 physical, void *ret_bytes, gsize length);

/* Keeps an ACPI table in the artifacts of the VM, as NAME.aml, and if iasl is installed, the description of the pvpanic device
 * as source. */
void tck_save_table(Tck *t, const char *name, const guint8 *table, gsize length);

/* ---- other clients, other QEMUs ---- */

/* Another client of the monitor, which attaches when it is first used: expects the event, or the status. */
void tck_attach_second_client(Tck *t);
void tck_expect_second_event(Tck *t, const char *name, const char *members);
void tck_expect_second_status(Tck *t, const char *status);

/* Moves the guest, which has to be stopped, to another QEMU by a migration through a file. From then on the case uses
 * that one, which is not continued. The first one is in postmigrate then, and must not have sent events. Or makes the
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
