/* SPDX-License-Identifier: BSD-2-Clause */
/* The reset of a guest that has panicked. */
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

#define reset_from_outside(t) TCK_CALLED(tck_outcome(t), reset_from_outside(t))
