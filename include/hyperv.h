/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hyper-V's interface to its guests, as far as it concerns crashes: Hypervisor Top Level Functional Specification, "Feature and
 * Interface Discovery" and "Partition Crash Enlightenment".
 */
#pragma once

/* ---- CPUID ---- */

#define HYPERV_CPUID_VENDOR 0x40000000u /* EAX: the last leaf; EBX, ECX, EDX: a text of 12 characters */
#define HYPERV_CPUID_INTERFACE 0x40000001u
#define HYPERV_CPUID_VERSION 0x40000002u
#define HYPERV_CPUID_FEATURES 0x40000003u
#define HYPERV_CPUID_RECOMMENDATIONS 0x40000004u
#define HYPERV_CPUID_LIMITS 0x40000005u
#define HYPERV_CPUID_NESTED 0x4000000au

#define HYPERV_INTERFACE 0x31237648u    /* "Hv#1", in EAX */
#define HYPERV_FEATURE_CRASH (1u << 10) /* in EDX of the features */
#define HYPERVISOR_PRESENT (1u << 31)   /* in ECX of leaf 1, set by every hypervisor */

/* ---- the crash MSRs ---- */

#define HYPERV_CRASH_P0 0x40000100u /* followed by P1 to P4 */
#define HYPERV_CRASH_PARAMETERS 5u
#define HYPERV_CRASH_CONTROL 0x40000105u

/* Bits of the control register. A read says what is supported; a write says what to do. */
#define HYPERV_CRASH_NOTIFY (1ull << 63)
#define HYPERV_CRASH_MESSAGE (1ull << 62) /* P3 and P4 are the address and the length of a text */
#define HYPERV_CRASH_RESERVED ((1ull << 58) - 1)
