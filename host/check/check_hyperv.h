/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions for cases about Hyper-V's interface: CPUID, MSRs, and crashes reported through the crash MSRs.
 */
#pragma once

#include "check_verdict.h"
#include "hyperv.h"

/* ---- the CPU that the guest sees ---- */

/* The registers of a CPUID leaf, in the order of the probe's answer. */
typedef enum { TCK_EAX, TCK_EBX, TCK_ECX, TCK_EDX, TCK_CPUID_REGISTERS } TckCpuidRegister;

/* A register of a CPUID leaf, on the first CPU. */
guint32 tck_cpuid(Tck *t, guint32 leaf, TckCpuidRegister place);

/* Expects the hypervisor's vendor, the 12 characters in EBX, ECX and EDX of the first leaf. */
void tck_expect_vendor(Tck *t, const char *vendor);

/* Expects that the guest's CPU has everything that an enlightenment gives it (enlightenment.h), by its property: "hv-relaxed". */
void tck_expect_enlightenment(Tck *t, const char *property);

/* Expects that a CPU with these properties, "hv-vpindex=on,hv-synic=on", has no bit of another enlightenment in CPUID. */
void tck_expect_no_other_enlightenment(Tck *t, const char *asked);

/* QEMU's CPU properties for Hyper-V, "hv-relaxed": NULL-terminated. Free with g_strfreev(). */
char **tck_hyperv_properties(const Tck *t);

/* Expects that QEMU refuses a VM like the case's with these CPU properties, with a message that matches the pattern. The case's own VM
 * shows that QEMU accepts others. */
void tck_expect_refused(Tck *t, const char *cpu, const char *pattern);

/* Reads an MSR, writes it, or starts to write it; on the first CPU or on the given one. */
guint64 tck_read_msr(Tck *t, guint cpu, guint32 msr);
void tck_write_msr(Tck *t, guint cpu, guint32 msr, guint64 value);
void tck_start_write_msr(Tck *t, guint cpu, guint32 msr, guint64 value);

/* Expects that reading the MSR raises #GP, and that writing it does. */
void tck_expect_no_msr(Tck *t, guint32 msr);

/* ---- Hyper-V's crash registers: the values of P0 to P4 ---- */

typedef struct {
        guint64 parameter[HYPERV_CRASH_PARAMETERS];
} TckHypervCrash;

/* Writes P0 to P4, in this order, and expects to read the same. */
void tck_write_crash(Tck *t, guint cpu, const TckHypervCrash *crash);
void tck_expect_crash(Tck *t, guint cpu, const TckHypervCrash *crash);

/* Writes P0 to P4, and starts to write CrashNotify to the control register. */
void tck_start_crash(Tck *t, guint cpu, const TckHypervCrash *crash);

/* Expects GUEST_PANICKED with that action, and with exactly these five values as its information. */
void tck_expect_crash_event(Tck *t, const char *action, const TckHypervCrash *crash);

/* Expects exactly these five values in a CPU's QOM property crash-information; NULL: expects that QEMU answers that there is none. */
void tck_expect_crash_information(Tck *t, guint cpu, const TckHypervCrash *crash);

/* Expects that the last panic's incident has that title, and advice that names that setting of QEMU. If not, the kit is at fault. */
void tck_expect_reported(Tck *t, const char *title, const char *setting);

#ifndef TCK_CHECK_PRIVATE
#define tck_expect_refused(t, ...) TCK_VERB(t, tck_expect_refused(t, __VA_ARGS__))
#define tck_cpuid(t, ...) TCK_VALUE(t, tck_cpuid(t, __VA_ARGS__))
#define tck_expect_vendor(t, ...) TCK_VERB(t, tck_expect_vendor(t, __VA_ARGS__))
#define tck_expect_enlightenment(t, ...) TCK_VERB(t, tck_expect_enlightenment(t, __VA_ARGS__))
#define tck_expect_no_other_enlightenment(t, ...) TCK_VERB(t, tck_expect_no_other_enlightenment(t, __VA_ARGS__))
#define tck_read_msr(t, ...) TCK_VALUE(t, tck_read_msr(t, __VA_ARGS__))
#define tck_write_msr(t, ...) TCK_VERB(t, tck_write_msr(t, __VA_ARGS__))
#define tck_start_write_msr(t, ...) TCK_VERB(t, tck_start_write_msr(t, __VA_ARGS__))
#define tck_expect_no_msr(t, ...) TCK_VERB(t, tck_expect_no_msr(t, __VA_ARGS__))
#define tck_write_crash(t, ...) TCK_VERB(t, tck_write_crash(t, __VA_ARGS__))
#define tck_expect_crash(t, ...) TCK_VERB(t, tck_expect_crash(t, __VA_ARGS__))
#define tck_start_crash(t, ...) TCK_VERB(t, tck_start_crash(t, __VA_ARGS__))
#define tck_expect_crash_event(t, ...) TCK_VERB(t, tck_expect_crash_event(t, __VA_ARGS__))
#define tck_expect_crash_information(t, ...) TCK_VERB(t, tck_expect_crash_information(t, __VA_ARGS__))
#define tck_expect_reported(t, ...) TCK_VERB(t, tck_expect_reported(t, __VA_ARGS__))
#endif
