/* SPDX-License-Identifier: BSD-2-Clause */
/* Guests of s390x without anything to boot: their firmware ends in a disabled wait, which is a crash whosever program it is. No probe
 * runs in them. */
#include "disabled_wait.h"

/* Where QEMU's firmware waits: pc-bios/s390-ccw/start.S, disabled_wait_psw. */
enum { FIRMWARE_PLACE = 0 };

static void expect_firmware_waits(Tck *t, const char *action) {
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_disabled_wait(t, action, 0, TCK_PSW_DISABLED_WAIT, FIRMWARE_PLACE);
}

static void expect_stopped(Tck *t) {
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_no_event(t);
}

static void is_a_crash(Tck *t) {
        expect_firmware_waits(t, "pause");
        expect_stopped(t);
}

static void again_after_reset(Tck *t) {
        expect_firmware_waits(t, "pause");
        expect_stopped(t);
        tck_command(t, "system_reset", NULL);
        tck_expect_event(t, "RESET", "guest=false reason=host-qmp-system-reset");
        tck_expect_status(t, "prelaunch");
        expect_firmware_waits(t, "pause");
        expect_stopped(t);
}

static void ends_by_itself(Tck *t) {
        tck_may_end(t);
        expect_firmware_waits(t, "poweroff");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-panic");
        tck_expect_exit(t, 0);
}

#define CASE(name_, run_, summary_, ...)                                                                           \
        {                                                                                                          \
                .name = name_, .clause = "disabled-wait.firmware", .summary = summary_, .run = run_, .ends = TRUE, \
                .vm = { WAIT_VM,                                                                                   \
                        .no_medium = TRUE,                                                                         \
                        __VA_ARGS__ }                                                                              \
        }

TCK_CASES(CASE("disabled-wait/firmware/nothing-to-boot", is_a_crash,
               "a guest with nothing to boot has crashed: its firmware's disabled wait is reported"),
          CASE("disabled-wait/firmware/after-reset", again_after_reset,
               "a guest with nothing to boot crashes again after `system_reset`"),
          CASE("action/shutdown/nothing-to-boot", ends_by_itself,
               "a guest with nothing to boot ends by itself under panic=shutdown, as after any other panic",
               .panic = "shutdown"))
