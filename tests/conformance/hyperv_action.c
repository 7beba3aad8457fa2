/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What QEMU does on a crash that is reported through Hyper-V's registers: each panic action, combined with each of the
 * others.
 */
#include "hyperv.h"

/* The argument of a case: a panic action, plus flags for the other actions. */
enum { PAUSE, NONE, SHUTS_DOWN, EXITS_1, ACTIONS = 4, SHUTDOWN_PAUSES = ACTIONS, REBOOT_SHUTS_DOWN = 2 * ACTIONS };

static void set_actions(Tck *t, const char *panic, const char *shutdown, const char *reboot) {
        tck_command(t, "set-action", "panic", panic, "shutdown", shutdown, "reboot", reboot, NULL);
}

static void expect_pause(Tck *t) {
        crash(t, 0, &patterns);
        go_on(t);
}

static void expect_none(Tck *t) {
        tck_start_crash(t, 0, &patterns);
        tck_expect_event_about(t, "GUEST_PANICKED", "action=run");
        tck_expect_finished(t);
        tck_expect_status(t, "running");
}

static void start_shutdown(Tck *t) {
        tck_may_end(t);
        tck_start_crash(t, 0, &patterns);
        tck_expect_event_about(t, "GUEST_PANICKED", "action=poweroff");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-panic");
}

static void expect_end(Tck *t, guint panic, gboolean stays) {
        start_shutdown(t);
        if (stays) {
                tck_expect_event(t, "STOP", "");
                tck_expect_status(t, "shutdown");
        } else {
                tck_expect_exit(t, panic == EXITS_1);
        }
}

/* Sets the actions for a crash, and restores those of the VM if it goes on. */
static void acts(Tck *t) {
        static const char *const names[ACTIONS] = {"pause", "none", "shutdown", "exit-failure"};
        guint64 argument = tck_argument(t);
        guint panic = argument % ACTIONS;
        gboolean kept = (argument & SHUTDOWN_PAUSES) != 0;

        set_actions(t, names[panic], kept ? "pause" : "poweroff", argument & REBOOT_SHUTS_DOWN ? "shutdown" : "reset");
        if (panic == NONE)
                expect_none(t);
        else if (panic == PAUSE || (panic == SHUTS_DOWN && kept))
                expect_pause(t);
        else
                expect_end(t, panic, kept);
        if (panic == PAUSE || panic == NONE || (panic == SHUTS_DOWN && kept)) {
                tck_expect_no_event(t);
                set_actions(t, "pause", "poweroff", "reset");
        }
}

#define MATRIX(name_, clause_, summary_, argument_, ends_)                                                \
        {                                                                                                 \
                .name = "hyperv/action/" name_, .clause = "hyperv.action." clause_,                       \
                .summary = "a crash through Hyper-V's registers under panic=" summary_, .run = acts,      \
                .argument = argument_, .ends = ends_, .needs = {.hyperv = TRUE, .command = "set-action"}, \
                .vm = { HYPERV_VM }                                                                       \
        }

/* A panic action, with the default of the other actions, with each of them changed, and with both. */
#define ROW(name_, clause_, kept_clause_, what_, kept_, panic_, ends_, kept_ends_)                               \
        MATRIX(name_, clause_, name_ " " what_, panic_, ends_),                                                  \
                MATRIX(name_ "+reboot-shutdown", clause_, name_ " " what_ " under reboot=shutdown",              \
                       panic_ + REBOOT_SHUTS_DOWN, ends_),                                                       \
                MATRIX(name_ "+shutdown-pause", kept_clause_, name_ " " kept_ " under shutdown=pause",           \
                       panic_ + SHUTDOWN_PAUSES, kept_ends_),                                                    \
                MATRIX(name_ "+both", kept_clause_, name_ " " kept_ " under shutdown=pause and reboot=shutdown", \
                       panic_ + SHUTDOWN_PAUSES + REBOOT_SHUTS_DOWN, kept_ends_)

TCK_CASES(ROW("pause", "pause", "pause", "pauses", "pauses", PAUSE, FALSE, FALSE),
          ROW("none", "none", "none", "lets the guest run on", "lets the guest run on", NONE, FALSE, FALSE),
          ROW("shutdown", "shutdown", "kept", "ends QEMU with 0", "pauses", SHUTS_DOWN, TRUE, FALSE),
          ROW("exit-failure", "shutdown", "kept", "ends QEMU with 1", "ends in shutdown", EXITS_1, TRUE, TRUE))
