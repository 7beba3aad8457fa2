/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the hypervisor handles a panic, by the configured action. Whether the virtual CPU continues shows in the guest's
 * write: it completes, or it does not.
 */
#include "check.h"
#include "pvpanic.h"

static void pause_stops_in_the_write(Tck *t) {
        tck_start_panic(t);
        tck_expect_panic(t, "pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
        tck_expect_no_event(t);
}

static void none_runs_on(Tck *t) {
        tck_start_panic(t);
        tck_expect_panic(t, "run");
        tck_expect_panic_survived(t);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

static void expect_panic_shutdown(Tck *t) {
        tck_may_end(t);
        tck_start_panic(t);
        tck_expect_panic(t, "poweroff");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-panic");
}

static void shutdown_exits_with_success(Tck *t) {
        expect_panic_shutdown(t);
        tck_expect_exit(t, 0);
}

static void exit_failure_exits_with_failure(Tck *t) {
        expect_panic_shutdown(t);
        tck_expect_exit(t, 1);
}

static void exit_failure_lives_on(Tck *t) {
        expect_panic_shutdown(t);
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "shutdown");
        tck_expect_unfinished(t);
}

TCK_CASES({.name = "action/pause/stops-in-the-write",
           .any_channel = TRUE,
           .clause = "action.pause",
           .summary = "panic=pause stops the guest in the middle of its write, in guest-panicked",
           .run = pause_stops_in_the_write,
           .ends = TRUE},
          {.name = "action/none/runs-on",
           .any_channel = TRUE,
           .clause = "action.none",
           .summary = "panic=none reports the panic and lets the guest go on",
           .run = none_runs_on,
           .vm = {.panic = "none"}},
          {.name = "action/shutdown/exits-with-success",
           .any_channel = TRUE,
           .clause = "action.shutdown",
           .summary = "panic=shutdown reports, powers off and exits with 0",
           .run = shutdown_exits_with_success,
           .vm = {.panic = "shutdown"},
           .ends = TRUE},
          {.name = "action/shutdown/no-shutdown-pauses",
           .any_channel = TRUE,
           .clause = "action.shutdown.kept",
           .summary = "panic=shutdown with -no-shutdown stops the guest in guest-panicked",
           .run = pause_stops_in_the_write,
           .vm = {.panic = "shutdown", .no_shutdown = TRUE},
           .ends = TRUE},
          {.name = "action/exit-failure/exits-with-failure",
           .any_channel = TRUE,
           .clause = "action.exit-failure",
           .summary = "panic=exit-failure reports, powers off and exits with 1",
           .run = exit_failure_exits_with_failure,
           .vm = {.panic = "exit-failure"},
           .ends = TRUE},
          {.name = "action/exit-failure/no-shutdown-lives-on",
           .any_channel = TRUE,
           .clause = "action.exit-failure.kept",
           .summary = "panic=exit-failure with -no-shutdown reports, stops in run state shutdown and does not exit",
           .run = exit_failure_lives_on,
           .vm = {.panic = "exit-failure", .no_shutdown = TRUE},
           .ends = TRUE})
