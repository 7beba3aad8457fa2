/* SPDX-License-Identifier: BSD-2-Clause */
/* How a guest discovers Hyper-V's crash registers, and that they exist exactly where they are announced. */
#include "hyperv.h"

static const char vendor[] = "Microsoft Hv";

static void is_present(Tck *t) {
        tck_expect_number(t, "the hypervisor bit in CPUID 1,", tck_cpuid(t, 1, TCK_ECX) & HYPERVISOR_PRESENT,
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

/* The bit is set, and all six registers work: each is read, and the parameters are written. */
static void bit_is_kept(Tck *t) {
        guint32 features = tck_cpuid(t, HYPERV_CPUID_FEATURES, TCK_EDX);

        tck_expect_number(t, "the feature bit of the crash MSRs", features & HYPERV_FEATURE_CRASH,
                          HYPERV_FEATURE_CRASH);
        tck_write_crash(t, 0, &patterns);
        tck_expect_crash(t, 0, &patterns);
        tck_read_msr(t, 0, HYPERV_CRASH_CONTROL);
}

/* Without KVM, too: QEMU refuses what it cannot provide, before the guest starts. */
static void is_there(Tck *t) {
        guint32 last = tck_cpuid(t, HYPERV_CPUID_VENDOR, TCK_EAX);
        guint32 features = last < HYPERV_CPUID_FEATURES ? 0 : tck_cpuid(t, HYPERV_CPUID_FEATURES, TCK_EDX);

        /* An old machine type really has 0 as its last leaf for hypervisors, but no CPU has 0 as its last basic leaf. */
        if (!tck_cpuid(t, 0, TCK_EAX))
                tck_fail(t, "basic CPUID leaves", "none");
        if (!tck_over(t) && !(features & HYPERV_FEATURE_CRASH))
                tck_fail(t, "QEMU to refuse hv-crash=on, or a guest with the feature bit of the crash MSRs",
                         last < HYPERV_CPUID_FEATURES ? "a guest without the CPUID leaf of features"
                                                      : "a guest with the CPUID leaf of features, but without it");
}

TCK_CASES({.name = "hyperv/cpuid/hypervisor",
           .clause = "hyperv.cpuid",
           .summary = "with hv-crash CPUID says that there is a hypervisor",
           .run = is_present,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM}},
          {.name = "hyperv/cpuid/vendor",
           .clause = "hyperv.cpuid",
           .summary = "with hv-crash the vendor is Microsoft Hv",
           .run = has_vendor,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM}},
          {.name = "hyperv/cpuid/leaves",
           .clause = "hyperv.cpuid",
           .summary = "with hv-crash the CPUID leaves reach at least to the limits",
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
           .summary = "with hv-crash CPUID has the feature bit of the crash MSRs, and all six work",
           .run = bit_is_kept,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM}},
          {.name = "hyperv/feature/refused-or-there",
           .clause = "hyperv.asked",
           .summary = "with any accelerator hv-crash is refused, or the guest has the crash MSRs",
           .run = is_there,
           .vm = {.devices = {"hyperv", "isa"}}})
