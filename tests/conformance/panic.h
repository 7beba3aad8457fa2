/* SPDX-License-Identifier: BSD-2-Clause */
/* A panic under panic=pause, and the steps after it. */
#pragma once

#include "check.h"
#include "pvpanic.h"

/* The guest panics, and is stopped in the middle of that. */
static inline void panic(Tck *t) {
        tck_start_panic(t);
        tck_expect_panic(t, "pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
}

/* Continues the guest, and expects that it goes on after its panic. */
static inline void go_on(Tck *t) {
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_panic_survived(t);
        tck_expect_status(t, "running");
}

#define panic(t) TCK_CALLED(tck_outcome(t), panic(t))
#define go_on(t) TCK_CALLED(tck_outcome(t), go_on(t))
