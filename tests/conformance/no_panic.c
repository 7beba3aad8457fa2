/* SPDX-License-Identifier: BSD-2-Clause */
/* Events that are not panics, and must not be reported as such. */
#include <signal.h>

#include "check.h"
#include "reset.h"

static void reset(Tck *t) {
        tck_order(t, "reset");
        expect_reset_by_guest(t);
        tck_expect_status(t, "running");
}

static void triple_fault(Tck *t) {
        tck_order(t, "triple-fault");
        expect_reset_by_guest(t);
        tck_expect_status(t, "running");
}

static void triple_fault_with_no_reboot(Tck *t) {
        tck_control(t);
        tck_may_end(t);
        tck_order(t, "triple-fault");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-reset");
        tck_expect_exit(t, 0);
}

/* The guest halts or loops for ever: nothing is reported about it. */
static void silence(Tck *t) {
        tck_control(t);
        tck_order(t, tck_argument(t) ? "hang" : "halt");
        tck_expect_vcpu(t, tck_argument(t) ? TCK_VCPU_LOOPS : TCK_VCPU_HALTED);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

static void quit(Tck *t) {
        tck_control(t);
        tck_command(t, "quit", NULL);
        tck_expect_event(t, "SHUTDOWN", "guest=false reason=host-qmp-quit");
        tck_expect_exit(t, 0);
}

static void power_off(Tck *t) {
        expect_power_off_by_guest(t);
}

static void killed(Tck *t) {
        tck_control(t);
        tck_kill(t, (int) tck_argument(t));
        tck_expect_killed(t, (int) tck_argument(t));
}

static void told_to_end(Tck *t) {
        tck_control(t);
        tck_kill(t, SIGTERM);
        tck_expect_event(t, "SHUTDOWN", "guest=false reason=host-signal");
        tck_expect_exit(t, 0);
}

TCK_CASES({.name = "no-panic/power-off/is-a-shutdown",
           .clause = "no-panic.power-off",
           .needs = {.acpi = TRUE},
           .summary = "a power-off by the guest is SHUTDOWN by the guest, exit status 0, and no panic",
           .run = power_off,
           .vm = {.shutdown = "poweroff"},
           .ends = TRUE},
          {.name = "no-panic/killed/by-sigkill",
           .any_channel = TRUE,
           .clause = "no-panic.killed",
           .summary = "a hypervisor that is killed reports no panic",
           .run = killed,
           .argument = SIGKILL,
           .ends = TRUE},
          {.name = "no-panic/killed/by-abort",
           .any_channel = TRUE,
           .clause = "no-panic.killed",
           .summary = "a hypervisor that aborts reports no panic",
           .run = killed,
           .argument = SIGABRT,
           .ends = TRUE},
          {.name = "no-panic/signal/is-a-shutdown",
           .any_channel = TRUE,
           .clause = "no-panic.signal",
           .summary = "SIGTERM is SHUTDOWN by the host, and no panic",
           .run = told_to_end,
           .ends = TRUE},
          {.name = "no-panic/reset/is-a-reset",
           .any_channel = TRUE,
           .clause = "no-panic.reset",
           .summary = "a reset by the guest is RESET, and no panic",
           .run = reset},
          {.name = "no-panic/triple-fault/is-a-reset",
           .clause = "no-panic.reset",
           .summary = "a triple fault is RESET, and no panic",
           .run = triple_fault},
          {.name = "no-panic/triple-fault/with-no-reboot-ends",
           .clause = "no-panic.reset",
           .summary = "under -no-reboot a triple fault is SHUTDOWN by guest-reset, and exit status 0",
           .run = triple_fault_with_no_reboot,
           .vm = {.no_reboot = TRUE},
           .ends = TRUE},
          {.name = "no-panic/halt/is-silent",
           .clause = "no-panic.silent",
           .summary = "a CPU that is halted for ever reports nothing",
           .run = silence,
           .ends = TRUE},
          {.name = "no-panic/loop/is-silent",
           .clause = "no-panic.silent",
           .summary = "a CPU that loops for ever reports nothing",
           .run = silence,
           .ends = TRUE,
           .argument = 1},
          {.name = "no-panic/quit/is-a-shutdown",
           .any_channel = TRUE,
           .clause = "no-panic.quit",
           .summary = "`quit` is SHUTDOWN by the host, and no panic",
           .run = quit,
           .ends = TRUE})
