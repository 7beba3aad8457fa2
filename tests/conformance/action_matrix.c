/* SPDX-License-Identifier: BSD-2-Clause */
/* The panic action combined with the shutdown and the reboot action. */
#include "check.h"
#include "pvpanic.h"

static void pauses(Tck *t) {
        tck_start_panic(t);
        tck_expect_panic(t, "pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
}

static void runs(Tck *t) {
        tck_start_panic(t);
        tck_expect_panic(t, "run");
        tck_expect_panic_survived(t);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

static void start_shutdown(Tck *t) {
        tck_may_end(t);
        tck_start_panic(t);
        tck_expect_panic(t, "poweroff");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-panic");
}

/* The argument is the exit status. */
static void exits(Tck *t) {
        start_shutdown(t);
        tck_expect_exit(t, (int) tck_argument(t));
}

static void shuts_down_and_stays(Tck *t) {
        start_shutdown(t);
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "shutdown");
}

#define MATRIX(name_, run_, argument_, clause_, summary_, ...)                                       \
        {                                                                                            \
                .name = "action/matrix/" name_, .clause = clause_, .summary = summary_, .run = run_, \
                .vm = {__VA_ARGS__}, .ends = TRUE, .argument = argument_, .any_channel = TRUE        \
        }

TCK_CASES(MATRIX("pause+shutdown-pause", pauses, 0, "action.pause", "panic=pause pauses under shutdown=pause",
                 .shutdown = "pause"),
          MATRIX("pause+reboot-shutdown", pauses, 0, "action.pause", "panic=pause pauses under reboot=shutdown",
                 .reboot = "shutdown"),
          MATRIX("pause+no-reboot", pauses, 0, "action.pause", "panic=pause pauses under -no-reboot",
                 .no_reboot = TRUE),
          MATRIX("pause+no-shutdown", pauses, 0, "action.pause", "panic=pause pauses under -no-shutdown",
                 .no_shutdown = TRUE),
          MATRIX("none+shutdown-pause", runs, 0, "action.none", "panic=none lets the guest run under shutdown=pause",
                 .panic = "none", .shutdown = "pause"),
          MATRIX("none+reboot-shutdown", runs, 0, "action.none", "panic=none lets the guest run under reboot=shutdown",
                 .panic = "none", .reboot = "shutdown"),
          MATRIX("none+no-reboot", runs, 0, "action.none", "panic=none lets the guest run under -no-reboot",
                 .panic = "none", .no_reboot = TRUE),
          MATRIX("none+no-shutdown", runs, 0, "action.none", "panic=none lets the guest run under -no-shutdown",
                 .panic = "none", .no_shutdown = TRUE),
          MATRIX("shutdown+shutdown-pause", pauses, 0, "action.shutdown.kept", "panic=shutdown follows shutdown=pause",
                 .panic = "shutdown", .shutdown = "pause"),
          MATRIX("shutdown+reboot-shutdown", exits, 0, "action.shutdown",
                 "panic=shutdown ends QEMU under reboot=shutdown", .panic = "shutdown", .reboot = "shutdown"),
          MATRIX("shutdown+no-reboot", exits, 0, "action.shutdown", "panic=shutdown ends QEMU under -no-reboot",
                 .panic = "shutdown", .no_reboot = TRUE),
          MATRIX("exit-failure+shutdown-pause", shuts_down_and_stays, 0, "action.exit-failure.kept",
                 "panic=exit-failure does not exit under shutdown=pause", .panic = "exit-failure", .shutdown = "pause"),
          MATRIX("exit-failure+reboot-shutdown", exits, 1, "action.exit-failure",
                 "panic=exit-failure ends QEMU with 1 under reboot=shutdown", .panic = "exit-failure",
                 .reboot = "shutdown"),
          MATRIX("exit-failure+no-reboot", exits, 1, "action.exit-failure",
                 "panic=exit-failure ends QEMU with 1 under -no-reboot", .panic = "exit-failure", .no_reboot = TRUE))
