/* SPDX-License-Identifier: BSD-2-Clause */
/* Interruptions of s390x that lead to themselves, endlessly. KVM gives up on them and QEMU reports them; TCG carries them out, so these
 * cases take KVM, which only a machine of that architecture has. */
#include "disabled_wait.h"

static void loops(Tck *t, const char *kind, const char *members) {
        g_autofree char *operation = g_strdup_printf("loop %s", kind);

        tck_order(t, operation);
        tck_expect_event_about(t, "GUEST_PANICKED", members);
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
}

static void external(Tck *t) {
        loops(t, "external", "action=pause info.type=s390 info.core=0 info.reason=extint-loop");
}

static void program(Tck *t) {
        loops(t, "program", "action=pause info.type=s390 info.core=0 info.reason=pgmint-loop");
}

static void operation(Tck *t) {
        loops(t, "operation", "action=pause info.type=s390 info.core=0 info.reason=opint-loop");
}

#define CASE(name_, run_, summary_)                                                                                    \
        {                                                                                                              \
                .name = "disabled-wait/loop/" name_, .clause = "disabled-wait.loop", .summary = summary_, .run = run_, \
                .vm = {WAIT_VM, .kvm = TRUE}, .needs = {.kernel = "*Could not access KVM kernel module*"},             \
                .ends = TRUE                                                                                           \
        }

TCK_CASES(CASE("external", external, "an external new PSW that lets the same interruption in again is extint-loop"),
          CASE("program", program, "a program new PSW that is invalid is pgmint-loop"),
          CASE("operation", operation, "a program new PSW that leads to an invalid operation is opint-loop"))
