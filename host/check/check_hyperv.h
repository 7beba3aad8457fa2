/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case says of CPUID, of MSRs, and of a crash that is told through Hyper-V's.
 */
#pragma once

#include "check_verdict.h"
#include "hyperv.h"

/* ---- the CPU that the guest sees ---- */

/* The registers of a CPUID leaf, in the order of the probe's answer. */
typedef enum { TCK_EAX, TCK_EBX, TCK_ECX, TCK_EDX, TCK_CPUID_REGISTERS } TckCpuidRegister;

/* What CPUID answers in that register, on the first CPU. */
guint32 tck_cpuid(Tck *t, guint32 leaf, TckCpuidRegister place);

/* The hypervisor's vendor, the text of 12 characters in EBX, ECX and EDX of the first leaf, is that one. */
void tck_expect_vendor(Tck *t, const char *vendor);

/* The guest's CPU has what an enlightenment owes it (enlightenment.h), by the name of its property: "hv-relaxed". */
void tck_expect_enlightenment(Tck *t, const char *property);

/* A CPU that was asked for these, "hv-vpindex=on,hv-synic=on", has no bit in CPUID that another enlightenment owes. */
void tck_expect_no_other_enlightenment(Tck *t, const char *asked);

/* Those of QEMU's CPU properties that are Hyper-V's, "hv-relaxed": NULL-terminated. Free with g_strfreev(). */
char **tck_hyperv_properties(const Tck *t);

/* QEMU refuses to make a VM that is as the case's but whose CPU is asked for that, in words that match the pattern: the VM that the case
 * is in shows that it makes others. */
void tck_expect_refused(Tck *t, const char *cpu, const char *pattern);

/* Reads an MSR, writes it to the end, or begins to write it, on the first CPU or on another. */
guint64 tck_read_msr(Tck *t, guint cpu, guint32 msr);
void tck_write_msr(Tck *t, guint cpu, guint32 msr, guint64 value);
void tck_start_write_msr(Tck *t, guint cpu, guint32 msr, guint64 value);

/* Reading the MSR raises a #GP, and so does writing it. */
void tck_expect_no_msr(Tck *t, guint32 msr);

/* ---- Hyper-V's crash registers: what P0 to P4 have ---- */

typedef struct {
        guint64 parameter[HYPERV_CRASH_PARAMETERS];
} TckHypervCrash;

/* Writes P0 to P4, in this order, and reads them. */
void tck_write_crash(Tck *t, guint cpu, const TckHypervCrash *crash);
void tck_expect_crash(Tck *t, guint cpu, const TckHypervCrash *crash);

/* Writes P0 to P4, and begins to write CrashNotify to the control register. */
void tck_start_crash(Tck *t, guint cpu, const TckHypervCrash *crash);

/* The next event is GUEST_PANICKED with that action and with these five values as its information, and nothing else. */
void tck_expect_crash_event(Tck *t, const char *action, const TckHypervCrash *crash);

/* QOM's property crash-information of a CPU has these five values, and nothing else; NULL: QEMU answers that there is none. */
void tck_expect_crash_information(Tck *t, guint cpu, const TckHypervCrash *crash);

/* What the kit tells a person of the last panic has that title, and its advice names that setting of QEMU's. If not, the kit is at
 * fault. */
void tck_expect_told(Tck *t, const char *title, const char *setting);

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
#define tck_expect_told(t, ...) TCK_VERB(t, tck_expect_told(t, __VA_ARGS__))
#endif
