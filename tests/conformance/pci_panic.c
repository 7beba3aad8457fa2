/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Panics through the PCI device after an oops, and by another CPU than the first: where there is no other device. On a PC, cpu.c and
 * tests/crashes do the same with more of them.
 */
#include "check.h"
#include "check_pci.h"
#include "pvpanic.h"

/* The jump leads to an address at which no machine has anything. */
static void oops(Tck *t) {
        (void) tck_pci_map(t, 0);
        tck_do(t, "on-oops panic-pci");
        tck_order(t, "raise jump-nowhere");
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_no_event(t);
}

/* Starts the other CPU. Returns the address of the CPUs' counters. */
static guint64 start_cpus(Tck *t) {
        tck_do(t, "cpus");
        tck_expect_number(t, "CPUs,", tck_number(t, 0), 2);
        return tck_number(t, 1);
}

static void start_panic_of_other(Tck *t) {
        tck_start(t, "on 1 write 1 %#" G_GINT64_MODIFIER "x %#x", tck_pci_map(t, 0), PVPANIC_PANICKED);
}

static void other_pauses(Tck *t) {
        guint64 counters = start_cpus(t);

        tck_expect_counting(t, "CPU 1", counters + 8);
        start_panic_of_other(t);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_standstill(t, "CPU 0", counters);
        tck_expect_standstill(t, "CPU 1", counters + 8);
        tck_expect_unfinished(t);
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
        tck_expect_counting(t, "CPU 1", counters + 8);
        tck_expect_no_event(t);
}

static void other_runs_on(Tck *t) {
        guint64 counters = start_cpus(t);

        start_panic_of_other(t);
        tck_expect_finished(t);
        tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_status(t, "running");
        tck_expect_counting(t, "CPU 1", counters + 8);
        tck_expect_no_event(t);
}

TCK_CASES({.name = "pci/oops/reported",
           .clause = "pci.write",
           .summary = "a guest that panics after an exception is reported",
           .run = oops,
           .needs = {.device_tree = TRUE},
           .vm = {.devices = {"pci"}},
           .ends = TRUE},
          {.name = "pci/cpus/other-pauses",
           .clause = "cpu.pause",
           .summary = "a panic by the second of two CPUs through PCI stops both, and both go on after it",
           .run = other_pauses,
           .needs = {.device_tree = TRUE},
           .vm = {.devices = {"pci"}, .cpus = 2}},
          {.name = "pci/cpus/other-runs-on",
           .clause = "cpu.none",
           .summary = "under panic=none both CPUs run on after a panic by the second through PCI",
           .run = other_runs_on,
           .needs = {.device_tree = TRUE},
           .vm = {.devices = {"pci"}, .cpus = 2, .panic = "none"}})
