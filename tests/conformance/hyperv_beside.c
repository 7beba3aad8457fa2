/* SPDX-License-Identifier: BSD-2-Clause */
/* Hyper-V's crash registers beside the pvpanic device, and VMs without hv-crash. */
#include "hyperv.h"
#include "pvpanic.h"

/* ---- beside the device on the ISA bus ---- */

static void panic_by_port(Tck *t) {
        tck_start_write_port(t, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        go_on(t);
}

static void registers_first(Tck *t) {
        crash(t, 0, &patterns);
        go_on(t);
        panic_by_port(t);
        tck_expect_no_event(t);
}

/* A panic through the port does not change the values in the registers, and does not report them. */
static void port_first(Tck *t) {
        tck_write_crash(t, 0, &others);
        panic_by_port(t);
        tck_expect_crash(t, 0, &others);
        crash(t, 0, &patterns);
        go_on(t);
        tck_expect_no_event(t);
}

static void crash_loaded_beside(Tck *t) {
        tck_write_port(t, PVPANIC_CRASH_LOADED);
        tck_expect_event(t, "GUEST_CRASHLOADED", "action=run");
        crash(t, 0, &patterns);
        go_on(t);
        tck_write_port(t, PVPANIC_CRASH_LOADED);
        tck_expect_event(t, "GUEST_CRASHLOADED", "action=run");
        tck_expect_no_event(t);
}

static void reads_as_without(Tck *t) {
        guint64 bits = tck_read_port(t);

        tck_expect_number(t, "the advertised bits", bits, tck_expected_bits(t, "isa", bits));
        crash(t, 0, &patterns);
        go_on(t);
        tck_expect_number(t, "the bits after a crash through the registers", tck_read_port(t), bits);
}

/* ---- without hv-crash ---- */

static void are_absent(Tck *t) {
        for (guint32 msr = HYPERV_CRASH_P0; msr <= HYPERV_CRASH_CONTROL; msr++)
                tck_expect_no_msr(t, msr);
        tck_expect_fault(t, 0xd, "wrmsr %#x %#" G_GINT64_MODIFIER "x", HYPERV_CRASH_CONTROL,
                         (guint64) HYPERV_CRASH_NOTIFY);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
}

static void bit_is_absent(Tck *t) {
        guint32 last = tck_cpuid(t, HYPERV_CPUID_VENDOR, TCK_EAX);
        guint32 features = last < HYPERV_CPUID_FEATURES ? 0 : tck_cpuid(t, HYPERV_CPUID_FEATURES, TCK_EDX);

        tck_expect_number(t, "the feature bit of the crash MSRs", features & HYPERV_FEATURE_CRASH, 0);
}

static void qom_has_none(Tck *t) {
        tck_expect_crash_information(t, 0, NULL);
}

/* KVM gives access to the registers if any enlightenment is enabled, but QEMU does not read their values. */
static void is_reported_without_values(Tck *t) {
        tck_start_crash(t, 0, &patterns);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        go_on(t);
        tck_expect_no_event(t);
}

/* ---- what the registers are for ---- */

/* CLOCK_WATCHDOG_TIMEOUT: a virtual CPU that the host did not schedule in time. */
static void watchdog_is_reported(Tck *t) {
        static const TckHypervCrash watchdog = {{0x101, 0x61, 0, 0x807a3120, 1}};

        tck_start_crash(t, 0, &watchdog);
        tck_expect_crash_event(t, "pause", &watchdog);
        tck_expect_event(t, "STOP", "");
        go_on(t);
        tck_expect_reported(t, "bug check 0x101 CLOCK_WATCHDOG_TIMEOUT", "hv_relaxed");
}

/* The probe's own report, which `auto=panic-hyperv` uses, too: the bug check for a crash on request. */
static void oops_is_reported(Tck *t) {
        static const TckHypervCrash on_purpose = {{0xe2, PVPANIC_PANICKED}};

        tck_do(t, "on-oops panic-hyperv");
        tck_order(t, "raise ud");
        tck_expect_crash_event(t, "pause", &on_purpose);
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
}

#define CASE(name_, run_, clause_, summary_, ...)                                                       \
        {                                                                                               \
                .name = "hyperv/" name_, .clause = "hyperv." clause_, .summary = summary_, .run = run_, \
                .needs = {.hyperv = TRUE},                                                              \
                .vm = {.kvm = TRUE,                                                                     \
                       __VA_ARGS__ }                                                                    \
        }
#define BOTH .devices = {"hyperv", "isa"}

TCK_CASES(CASE("beside-isa/registers-first", registers_first, "beside",
               "a crash through the registers and then one through the port are both reported, without a reset between "
               "them",
               BOTH),
          CASE("beside-isa/port-first", port_first, "beside",
               "a crash through the port and then one through the registers are both reported, without a reset between "
               "them",
               BOTH),
          CASE("beside-isa/crash-loaded", crash_loaded_beside, "beside",
               "CRASH_LOADED is reported before and after a crash through the registers", BOTH),
          CASE("beside-isa/reads", reads_as_without, "beside",
               "the port reads the same bits as without the registers, also after a crash through them", BOTH),
          CASE("bug-check/watchdog", watchdog_is_reported, "notify",
               "bug check 0x101 is reported with its four parameters, and the kit names it and gives advice", BOTH),
          {.name = "hyperv/oops/is-told",
           .clause = "hyperv.notify",
           .summary = "the guest's exception handler reports an exception through the registers",
           .run = oops_is_reported,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM},
           .ends = TRUE},
          CASE("absent/registers", are_absent, "absent",
               "without hv-crash each access is a #GP, and nothing is reported"),
          CASE("absent/feature", bit_is_absent, "absent", "without hv-crash CPUID has no bit for the crash MSRs"),
          CASE("absent/information", qom_has_none, "qom.absent",
               "without hv-crash the QOM property crash-information has no value"),
          CASE("enforced/registers", are_absent, "absent.enforced",
               "with another enlightenment and hv-enforce-cpuid each access is a #GP, and nothing is reported",
               .cpu = "hv-relaxed=on,hv-enforce-cpuid=on"),
          CASE("enforced/feature", bit_is_absent, "absent.enforced",
               "with another enlightenment and without hv-crash CPUID has no bit for the crash MSRs",
               .cpu = "hv-relaxed=on,hv-enforce-cpuid=on"),
          CASE("enforced/information", qom_has_none, "qom.absent",
               "with another enlightenment and without hv-crash the QOM property crash-information has no value",
               .cpu = "hv-relaxed=on,hv-enforce-cpuid=on"),
          CASE("not-enforced/notification", is_reported_without_values, "absent.open",
               "with only another enlightenment a notification is reported, without values", .cpu = "hv-relaxed=on"))
