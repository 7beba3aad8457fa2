/* SPDX-License-Identifier: BSD-2-Clause */
/* A panic under panic=pause, and the steps after it. */
#pragma once

#include "check.h"
#include "pvpanic.h"

/* The guest writes PANICKED to the port, and is stopped in the middle of the write. */
static inline void panic(Tck *t) {
        tck_start_write_port(t, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
}

/* Continues the guest, and expects that its write completes. */
static inline void go_on(Tck *t) {
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
        tck_expect_status(t, "running");
}

#define panic(t) TCK_CALLED(tck_outcome(t), panic(t))
#define go_on(t) TCK_CALLED(tck_outcome(t), go_on(t))
