/* SPDX-License-Identifier: BSD-2-Clause */
/* What the monitor can do with a guest in guest-panicked, and which clients get its events. */
#include "panic.h"

static void late_client(Tck *t) {
        panic(t);
        tck_expect_second_status(t, "guest-panicked");
        go_on(t);
}

static void two_clients(Tck *t) {
        tck_attach_second_client(t);
        panic(t);
        tck_expect_second_panic(t, "pause");
        tck_expect_second_event(t, "STOP", "");
        tck_expect_second_status(t, "guest-panicked");
        go_on(t);
}

static void stop_changes_nothing(Tck *t) {
        panic(t);
        tck_command(t, "stop", NULL);
        tck_expect_no_event(t);
        tck_expect_status(t, "guest-panicked");
        go_on(t);
}

static void powerdown_is_not_answered(Tck *t) {
        panic(t);
        tck_command(t, "system_powerdown", NULL);
        tck_expect_event(t, "POWERDOWN", "");
        tck_expect_status(t, "guest-panicked");
        go_on(t);
}

static void quit_ends(Tck *t) {
        panic(t);
        tck_command(t, "quit", NULL);
        tck_expect_event(t, "SHUTDOWN", "guest=false reason=host-qmp-quit");
        tck_expect_exit(t, 0);
}

/* Sets an action at run time, tries it, and restores the previous one. */
static void set_action_none(Tck *t) {
        tck_command(t, "set-action", "panic", "none", NULL);
        tck_start_panic(t);
        tck_expect_panic(t, "run");
        tck_expect_panic_survived(t);
        tck_expect_no_event(t);
        tck_command(t, "set-action", "panic", "pause", NULL);
        panic(t);
        go_on(t);
}

static void set_action_exit(Tck *t, const char *action, int status) {
        tck_command(t, "set-action", "panic", action, NULL);
        tck_may_end(t);
        tck_start_panic(t);
        tck_expect_panic(t, "poweroff");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-panic");
        tck_expect_exit(t, status);
}

static void set_action_shutdown(Tck *t) {
        set_action_exit(t, "shutdown", 0);
}

static void set_action_exit_failure(Tck *t) {
        set_action_exit(t, "exit-failure", 1);
}

static void reset_with_no_reboot_ends(Tck *t) {
        panic(t);
        tck_command(t, "system_reset", NULL);
        tck_expect_event(t, "SHUTDOWN", "guest=false reason=host-qmp-system-reset");
        tck_expect_exit(t, 0);
}

static void status_while_running(Tck *t) {
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

static void migrates(Tck *t) {
        panic(t);
        tck_expect_no_event(t);
        tck_migrate(t);
        tck_expect_no_event(t);
        tck_expect_status(t, "guest-panicked");
        go_on(t);
        tck_expect_no_event(t);
        panic(t);
}

static void stays_where_it_was(Tck *t) {
        panic(t);
        tck_expect_no_event(t);
        tck_migrate(t);
        tck_expect_status(t, "guest-panicked");
        tck_migrate(t);
        tck_expect_status(t, "guest-panicked");
        go_on(t);
}

static void failed_migration(Tck *t) {
        panic(t);
        tck_expect_no_event(t);
        tck_fail_migration(t);
        tck_expect_no_event(t);
        tck_expect_status(t, "guest-panicked");
        go_on(t);
}

TCK_CASES({.name = "state/migrate/keeps-it-panicked",
           .any_channel = TRUE,
           .clause = "state.migrate",
           .summary = "a panicked guest is panicked after a migration, and can go on and panic again",
           .run = migrates,
           .ends = TRUE},
          {.name = "state/migrate/twice",
           .any_channel = TRUE,
           .clause = "state.migrate",
           .summary = "a panicked guest is still panicked after a second migration",
           .run = stays_where_it_was,
           .ends = TRUE},
          {.name = "state/migrate/failed-keeps-it-panicked",
           .any_channel = TRUE,
           .clause = "state.migrate.failed",
           .summary = "a panicked guest is still panicked after a migration that fails",
           .run = failed_migration,
           .ends = TRUE},
          {.name = "state/client/late-sees-the-status",
           .any_channel = TRUE,
           .clause = "state.late",
           .summary = "a client that attaches after the panic finds guest-panicked",
           .run = late_client,
           .ends = TRUE},
          {.name = "state/client/two-are-told",
           .any_channel = TRUE,
           .clause = "state.clients",
           .summary = "each of two clients gets the events",
           .run = two_clients},
          {.name = "state/stop/changes-nothing",
           .any_channel = TRUE,
           .clause = "state.stop",
           .summary = "`stop` leaves a panicked guest in guest-panicked",
           .run = stop_changes_nothing},
          {.name = "state/powerdown/leaves-it-panicked",
           .any_channel = TRUE,
           .clause = "state.powerdown",
           .summary = "`system_powerdown` is reported, and a panicked guest stays panicked",
           .run = powerdown_is_not_answered,
           .ends = TRUE},
          {.name = "state/quit/ends",
           .any_channel = TRUE,
           .clause = "state.quit",
           .summary = "`quit` ends QEMU with status 0, also when its guest has panicked",
           .run = quit_ends,
           .ends = TRUE},
          {.name = "state/reset/with-no-reboot-ends",
           .any_channel = TRUE,
           .clause = "state.reset.no-reboot",
           .summary = "under -no-reboot `system_reset` after a panic ends QEMU",
           .run = reset_with_no_reboot_ends,
           .vm = {.no_reboot = TRUE},
           .ends = TRUE},
          {.name = "state/running/before",
           .any_channel = TRUE,
           .clause = "state.running",
           .summary = "a guest that has not panicked is running, with no event",
           .run = status_while_running},
          {.name = "action/set/none",
           .any_channel = TRUE,
           .clause = "action.set",
           .summary = "set-action panic=none takes effect at run time, and so does panic=pause after it",
           .needs = {.command = "set-action"},
           .run = set_action_none},
          {.name = "action/set/shutdown",
           .any_channel = TRUE,
           .clause = "action.set",
           .summary = "set-action panic=shutdown takes effect at run time",
           .needs = {.command = "set-action"},
           .run = set_action_shutdown,
           .ends = TRUE},
          {.name = "action/set/exit-failure",
           .any_channel = TRUE,
           .clause = "action.set",
           .summary = "set-action panic=exit-failure takes effect at run time",
           .needs = {.command = "set-action"},
           .run = set_action_exit_failure,
           .ends = TRUE})
