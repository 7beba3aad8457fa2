/* SPDX-License-Identifier: BSD-2-Clause */
/* How a guest finds Hyper-V's crash registers, and that it finds them just where they are. */
#include "hyperv.h"

static const char vendor[] = "Microsoft Hv";

static void is_present(Tck *t) {
        tck_expect_number(t, "the bit of a hypervisor in CPUID 1,", tck_cpuid(t, 1, TCK_ECX) & HYPERVISOR_PRESENT,
                          HYPERVISOR_PRESENT);
        tck_expect_no_event(t);
}

static void has_vendor(Tck *t) {
        tck_expect_vendor(t, vendor);
}

static void has_leaves(Tck *t) {
        guint32 last = tck_cpuid(t, HYPERV_CPUID_VENDOR, TCK_EAX);

        if (!tck_over(t) && last < HYPERV_CPUID_LIMITS)
                tck_fail(t, "CPUID leaves up to 0x40000005 at least", "up to 0x%x", last);
}

static void has_interface(Tck *t) {
        tck_expect_number(t, "the interface", tck_cpuid(t, HYPERV_CPUID_INTERFACE, TCK_EAX), HYPERV_INTERFACE);
}

/* The bit, and all six registers: each is read, and the parameters are written. */
static void bit_is_kept(Tck *t) {
        guint32 features = tck_cpuid(t, HYPERV_CPUID_FEATURES, TCK_EDX);

        tck_expect_number(t, "the feature of crash MSRs", features & HYPERV_FEATURE_CRASH, HYPERV_FEATURE_CRASH);
        tck_write_crash(t, 0, &patterns);
        tck_expect_crash(t, 0, &patterns);
        tck_read_msr(t, 0, HYPERV_CRASH_CONTROL);
}

/* Without KVM, too: what cannot be had is refused, before there is a guest. */
static void is_there(Tck *t) {
        guint32 last = tck_cpuid(t, HYPERV_CPUID_VENDOR, TCK_EAX);
        guint32 features = last < HYPERV_CPUID_FEATURES ? 0 : tck_cpuid(t, HYPERV_CPUID_FEATURES, TCK_EDX);

        if (!tck_over(t) && !(features & HYPERV_FEATURE_CRASH))
                tck_fail(t, "a VM with hv-crash=on to be refused, or a guest with the feature of crash MSRs",
                         "a guest without it, and CPUID leaves up to 0x%x", last);
}

TCK_CASES({.name = "hyperv/cpuid/hypervisor",
           .clause = "hyperv.cpuid",
           .summary = "with hv-crash the guest sees that there is a hypervisor",
           .run = is_present,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM}},
          {.name = "hyperv/cpuid/vendor",
           .clause = "hyperv.cpuid",
           .summary = "with hv-crash its vendor is Microsoft Hv",
           .run = has_vendor,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM}},
          {.name = "hyperv/cpuid/leaves",
           .clause = "hyperv.cpuid",
           .summary = "with hv-crash there are CPUID leaves up to the limits at least",
           .run = has_leaves,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM}},
          {.name = "hyperv/cpuid/interface",
           .clause = "hyperv.cpuid",
           .summary = "with hv-crash the interface is Hv#1",
           .run = has_interface,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM}},
          {.name = "hyperv/feature/what-it-says",
           .clause = "hyperv.feature",
           .summary = "with hv-crash CPUID has the crash MSRs' bit, and all six can be used",
           .run = bit_is_kept,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM}},
          {.name = "hyperv/feature/refused-or-there",
           .clause = "hyperv.asked",
           .summary = "with any accelerator hv-crash is refused, or the guest has the crash MSRs",
           .run = is_there,
           .vm = {.devices = {"hyperv", "isa"}}})
