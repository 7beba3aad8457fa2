/* SPDX-License-Identifier: BSD-2-Clause */
/* The program-status words of s390x: which one a CPU loads, and how a disabled wait is reported. */
#pragma once

#include "check_verdict.h"

/* Bits of a PSW's mask (z/Architecture Principles of Operation, "Program-Status-Word Format"). */
#define TCK_PSW_BIT(n) (G_GUINT64_CONSTANT(1) << (63 - (n)))
#define TCK_PSW_IO TCK_PSW_BIT(6)
#define TCK_PSW_EXTERNAL TCK_PSW_BIT(7)
#define TCK_PSW_MACHINE_CHECK TCK_PSW_BIT(13)
#define TCK_PSW_WAIT TCK_PSW_BIT(14)
#define TCK_PSW_31_BIT TCK_PSW_BIT(32)
#define TCK_PSW_64_BIT (TCK_PSW_BIT(31) | TCK_PSW_BIT(32))
#define TCK_PSW_DISABLED_WAIT (TCK_PSW_WAIT | TCK_PSW_64_BIT)

/* The first CPU loads the PSW. Unless it makes an interruption of its own, there is no answer before tck_wake(). */
void tck_start_psw(Tck *t, guint64 mask, guint64 address);

/* The next event is GUEST_PANICKED with that action, and says that the CPU is in a disabled wait with just that PSW. */
void tck_expect_disabled_wait(Tck *t, const char *action, guint cpu, guint64 mask, guint64 address);

/* Restarts the first CPU, which has to have loaded a PSW with that address, and awaits its answer: the guest goes on. */
void tck_wake(Tck *t, guint64 address);

/* Waits until the monitor shows that PSW on a CPU, for a wait that nothing reports. Stops the guest for each look: on a CPU that runs, a
 * look can end QEMU (docs/findings/s390x-info-registers.md). */
void tck_await_psw(Tck *t, guint cpu, guint64 mask, guint64 address);

/* Waits until the monitor shows that a CPU runs: a PSW other than at first, or that of a wait. A CPU that stays at one instruction for a
 * hundred looks does not: between two of them QEMU lets each CPU run. */
void tck_expect_cpu_runs(Tck *t, guint cpu);

#ifndef TCK_CHECK_PRIVATE
#define tck_start_psw(t, ...) TCK_VERB(t, tck_start_psw(t, __VA_ARGS__))
#define tck_expect_disabled_wait(t, ...) TCK_VERB(t, tck_expect_disabled_wait(t, __VA_ARGS__))
#define tck_wake(t, ...) TCK_VERB(t, tck_wake(t, __VA_ARGS__))
#define tck_await_psw(t, ...) TCK_VERB(t, tck_await_psw(t, __VA_ARGS__))
#define tck_expect_cpu_runs(t, ...) TCK_VERB(t, tck_expect_cpu_runs(t, __VA_ARGS__))
#endif
