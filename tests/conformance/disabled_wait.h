/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Disabled waits of s390x: what their cases have in common.
 */
#pragma once

#include "check.h"
#include "check_psw.h"

#define WAIT_VM .devices = {"disabled-wait"}

/* The guest waits under panic=pause, and is stopped. */
static inline void wait_disabled(Tck *t, guint64 mask, guint64 address) {
        tck_start_psw(t, mask, address);
        tck_expect_disabled_wait(t, "pause", 0, mask, address);
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
}

/* Continues the guest, which still waits, and ends its wait. */
static inline void go_on_from(Tck *t, guint64 address) {
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_wake(t, address);
        tck_expect_status(t, "running");
}

/* Both, after which the guest is as before: the control behind each silence. */
static inline void wait_is_reported(Tck *t, guint64 mask, guint64 address) {
        wait_disabled(t, mask, address);
        go_on_from(t, address);
}

#define wait_disabled(t, ...) TCK_CALLED(tck_outcome(t), wait_disabled(t, __VA_ARGS__))
#define go_on_from(t, ...) TCK_CALLED(tck_outcome(t), go_on_from(t, __VA_ARGS__))
#define wait_is_reported(t, ...) TCK_CALLED(tck_outcome(t), wait_is_reported(t, __VA_ARGS__))
