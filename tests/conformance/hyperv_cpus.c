/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hyper-V's crash registers in a guest with two CPUs: they belong to the partition, and either CPU can report a crash.
 */
#include "hyperv.h"

enum { FIRST, OTHER, CPUS };

static void start_cpus(Tck *t) {
        tck_do(t, "cpus");
        tck_expect_number(t, "CPUs,", tck_number(t, 0), CPUS);
}

static void reports(Tck *t) {
        start_cpus(t);
        crash(t, (guint) tck_argument(t), &patterns);
        go_on(t);
        tck_expect_no_event(t);
}

/* The event has the values that the reporting CPU sees in the registers, whichever CPU wrote them. */
static void values_are_reported(Tck *t) {
        start_cpus(t);
        tck_write_crash(t, FIRST, &patterns);
        tck_start_write_msr(t, OTHER, HYPERV_CRASH_CONTROL, HYPERV_CRASH_NOTIFY);
        tck_expect_crash_event(t, "pause", &patterns);
        tck_expect_event(t, "STOP", "");
        go_on(t);
}

static void take_turns(Tck *t) {
        start_cpus(t);
        for (guint i = 0; i < 2 * CPUS; i++) {
                crash(t, i % CPUS, i / CPUS ? &others : &patterns);
                go_on(t);
        }
        tck_expect_no_event(t);
}

static void share(Tck *t) {
        start_cpus(t);
        tck_write_crash(t, FIRST, &patterns);
        tck_expect_crash(t, OTHER, &patterns);
        tck_write_crash(t, OTHER, &others);
        tck_expect_crash(t, FIRST, &others);
        tck_expect_no_event(t);
}

static void see_alike(Tck *t) {
        guint32 features = tck_cpuid(t, HYPERV_CPUID_FEATURES, TCK_EDX);
        guint64 control = tck_read_msr(t, FIRST, HYPERV_CRASH_CONTROL);

        start_cpus(t);
        tck_expect_number(t, "the control register on CPU 1", tck_read_msr(t, OTHER, HYPERV_CRASH_CONTROL), control);
        tck_do(t, "on %u cpuid %#x 0", OTHER, HYPERV_CPUID_FEATURES);
        tck_expect_number(t, "the features on CPU 1", tck_number(t, TCK_EDX), features);
}

#define CASE(name_, run_, clause_, summary_, argument_)                                                      \
        {                                                                                                    \
                .name = "hyperv/cpus/" name_, .clause = "hyperv." clause_, .summary = summary_, .run = run_, \
                .argument = argument_, .needs = {.hyperv = TRUE},                                            \
                .vm = { HYPERV_VM,                                                                           \
                        .cpus = CPUS }                                                                       \
        }

TCK_CASES(CASE("first-tells", reports, "cpus", "a crash that the first of two CPUs reports stops the guest", FIRST),
          CASE("other-tells", reports, "cpus", "a crash that the second of two CPUs reports stops the guest", OTHER),
          CASE("turns", take_turns, "cpus", "each of the crashes that two CPUs report in turn is reported", 0),
          CASE("share", share, "cpus", "both CPUs see the same P0 to P4, whichever CPU writes them", 0),
          CASE("values", values_are_reported, "notify",
               "a notification by one CPU reports the values that the other wrote", 0),
          CASE("see-alike", see_alike, "cpus", "both CPUs have the same feature bits and the same control register", 0))
