/* SPDX-License-Identifier: BSD-2-Clause */
/* Resets and power-offs: by the host, of a guest that has panicked, and by the guest itself. */
#pragma once

#include "check.h"

/* The host resets the stopped guest and continues it; it boots anew. Firmware may reset the machine again while it boots. */
static inline void reset_from_outside(Tck *t) {
        tck_command(t, "system_reset", NULL);
        tck_expect_event(t, "RESET", "guest=false reason=host-qmp-system-reset");
        tck_expect_status(t, "prelaunch");
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_hello(t);
}

/* The guest has reset the machine, and boots anew. Firmware may reset the machine again while it boots. */
static inline void expect_reset_by_guest(Tck *t) {
        tck_expect_event(t, "RESET", "guest=true reason=guest-reset");
        tck_expect_hello(t);
        tck_drop_events(t, "RESET");
}

/* The guest powers the machine off, behind a control: that is no panic. */
static inline void expect_power_off_by_guest(Tck *t) {
        tck_control(t);
        tck_may_end(t);
        tck_order(t, "power-off");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-shutdown");
        tck_expect_exit(t, 0);
}

#define reset_from_outside(t) TCK_CALLED(tck_outcome(t), reset_from_outside(t))
#define expect_power_off_by_guest(t) TCK_CALLED(tck_outcome(t), expect_power_off_by_guest(t))
#define expect_reset_by_guest(t) TCK_CALLED(tck_outcome(t), expect_reset_by_guest(t))
