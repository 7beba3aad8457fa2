/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case does and expects: the language that the functions in tests/conformance are written in.
 *
 * The first thing that goes wrong decides the verdict, and from then on every call here returns at once (numbers are 0,
 * texts NULL): a case is written straight down, without asking after each step. Breaking a clause is a FAIL; silence, a
 * broken protocol or a QEMU killed from outside are an ERROR, because nothing is known then.
 *
 * The run-state events of the monitor (GUEST_PANICKED, STOP, RESET, ...) have to be accounted for: a case expects each of
 * them in the order of their coming, and one that is left over at its end fails it.
 */
#pragma once

#include "case.h"
#include "dump.h"
#include "profile.h"
#include "result.h"
#include "vcpu.h"
#include "vm.h"

/* Makes the context of one case in one VM, which is held to a profile, and its verdict at the end. For the runner, not for
 * cases. The timeouts are in seconds: for anything that the guest or QEMU owe, and for a boot. */
Tck *tck_begin(const TckCase *tested, TckVm *vm, const TckProfile *profile, double timeout, double boot_timeout);
TckOutcome *tck_end(Tck *t);

/* ---- verdicts ---- */

/* The clause is broken, unless a verdict has fallen already: what it asks for, and what was there. */
void tck_fail(Tck *t, const char *expected, const char *seen_format, ...) G_GNUC_PRINTF(3, 4);

/* What the case is at, which the verdict then begins with: "after writing 0x4". Lasts until the next one; NULL: nothing more
 * to say. */
void tck_at(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The case does not apply here, for this reason. */
void tck_skip(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Whether a verdict has fallen. Only loops need to ask. */
gboolean tck_over(const Tck *t);

/* Fails unless the two numbers are the same. */
void tck_expect_number(Tck *t, const char *what, guint64 seen, guint64 expected);

/* The positive control: what the guest says reaches the host in this VM, or the verdict says that it does not. It comes by
 * itself once in each VM, behind the first case that passes; a case that ends its VM and is about something that does not
 * come begins with it. */
void tck_control(Tck *t);

/* The number that the case was declared with. */
guint64 tck_argument(const Tck *t);

/* Keeps an ACPI table among the artifacts of the VM, as NAME.aml, and where there is iasl what it says of the pvpanic device
 * as source. */
void tck_save_table(Tck *t, const char *name, const guint8 *table, gsize length);

/* What was asked of the VM. */
const TckVmSpec *tck_spec(const Tck *t);

/* The bits that the VM's device (TCK_DEVICE_ISA or TCK_DEVICE_PCI) has to advertise: those that it was told (events=), or else
 * those that the profile says of this version and machine type. Where no profile says it, they are what was read, as far as the
 * specification allows that: bits that it defines, PANICKED among them. */
guint tck_expected_bits(const Tck *t, TckDevice device, guint64 read);

/* ---- the guest ---- */

/* Has the probe begin an operation, and does not await its answer. */
void tck_start(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The operation begun is over, successfully: the guest runs on. */
void tck_expect_finished(Tck *t);

/* The operation begun is not over, and cannot be: the virtual CPU stands in the middle of it. To be asked once the monitor
 * has said that the guest is stopped. */
void tck_expect_unfinished(Tck *t);

/* Awaits the end of the operation begun, or that of QEMU, or that the guest is stopped, whichever comes: TRUE if it was the
 * operation's. An answer that is no success is a FAIL. */
gboolean tck_await(Tck *t);

/* Does an operation to its end, or one that has an answer: its first value, which has to be a number. */
void tck_do(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);
guint64 tck_ask(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Does an operation that succeeds or ends in an error of that reason: TRUE if it succeeded. */
gboolean tck_try(Tck *t, const char *reason, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Has the probe do what it answers before it does it: a reset, a halt. Its effects may come at any time after. */
void tck_order(Tck *t, const char *operation);

/* The values of the answer that came last: how many, and the one at that place, as a text (borrowed until the next
 * operation) or as a number. There has to be one. */
size_t tck_values(const Tck *t);
const char *tck_text(Tck *t, size_t place);
guint64 tck_number(Tck *t, size_t place);

/* That value as bytes: how many. */
size_t tck_bytes(Tck *t, size_t place, guint8 *ret_bytes, size_t size);

/* The kit, or the probe, is at fault: nothing is known of the clause. */
void tck_give_up(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Does an operation that has to end in an error of that reason. */
void tck_expect_error(Tck *t, const char *reason, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Does an operation that has to raise the exception of that vector. */
void tck_expect_fault(Tck *t, guint vector, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* What the probe tells under that key of `info`, on the first CPU or on that one. */
guint64 tck_info(Tck *t, const char *key);
guint64 tck_cpu_info(Tck *t, guint cpu, const char *key);

/* Has the probe end what goes on until a byte comes in, `count`, and awaits its answer. */
void tck_interrupt(Tck *t);

/* The probe's function at an address of the guest: "operation_out at probe/port.c:44 (+0x1b)". NULL if it is not in the
 * probe, if the probe's symbols are not here, or after a verdict. Free with g_free(). */
char *tck_describe(Tck *t, guint64 address);

/* The pvpanic port, wherever the VM has it: its number; reads it, writes it to the end, begins to write it. */
guint tck_port(const Tck *t);
guint64 tck_read_port(Tck *t);
void tck_write_port(Tck *t, guint value);
void tck_start_write_port(Tck *t, guint value);

/* The probe starts anew: the guest was reset. The operation begun, if any, is void. */
void tck_expect_hello(Tck *t);

/* ---- the monitor ---- */

/* The next run-state event, whose data has these members and no others: "action=pause", "guest=true reason=guest-panic", ""
 * for none. A member of a member is written "info.type=hyper-v". */
void tck_expect_event(Tck *t, const char *name, const char *members);

/* No run-state event is left, and none is on its way. */
void tck_expect_no_event(Tck *t);

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

/* The 64-bit number at that physical address, as the monitor reads it: whether the guest runs or not. */
guint64 tck_peek(Tck *t, guint64 address);

/* How many bytes of RAM the VM has. */
guint64 tck_ram(const Tck *t);

/* Somebody in the guest increments the number there, all the time; or nobody does, asked once the monitor has said that the
 * guest is stopped. */
void tck_expect_counting(Tck *t, const char *who, guint64 address);
void tck_expect_standstill(Tck *t, const char *who, guint64 address);

/* The case does not apply unless QEMU has that command. */
void tck_require_command(Tck *t, const char *command);

/* The case does not apply unless QEMU writes cores of that format. */
void tck_require_core(Tck *t, TckCoreFormat format);

/* Has QEMU write a core of the guest, and opens it: it is among the artifacts of the VM, unless the case passes. Borrowed
 * until the end of the case; NULL after a verdict. */
const TckCore *tck_take_core(Tck *t, const TckCoreOptions *options);

/* Another client of the monitor, which attaches now if it has not before: it is told the event, or the status. */
void tck_attach_second_client(Tck *t);
void tck_expect_second_event(Tck *t, const char *name, const char *members);
void tck_expect_second_status(Tck *t, const char *status);

/* Moves the guest, which has to stand still, to another QEMU by a migration through a file: from then on the case is about
 * that one, which is not continued. The first one stands in postmigrate then, and may have told of nothing. Or has the
 * migration fail, for there is nobody who takes it. */
void tck_migrate(Tck *t);
void tck_fail_migration(Tck *t);

/* Sends QEMU a signal, and expects it to die of one. */
void tck_kill(Tck *t, int number);
void tck_expect_killed(Tck *t, int number);

/* QEMU ends by itself, with this exit status. */
void tck_expect_exit(Tck *t, int status);

/* ---- places ---- */

/* What came of the case so far: for the macros that have the calls above tell where they stand. */
TckOutcome *tck_outcome(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#include "check_places.h"
#endif
