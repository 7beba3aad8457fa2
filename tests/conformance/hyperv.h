/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the cases about Hyper-V's crash registers. */
#pragma once

#include "panic.h"

/* The VM of most of these cases: with the crash registers and a pvpanic device. */
#define HYPERV_VM .devices = {"hyperv", "isa"}, .kvm = TRUE

/* Two sets of five distinct 64-bit values. */
static const TckHypervCrash patterns = {
        {0x8123456789abcdef, 0x02468ace13579bdf, 0xfedcba9876543210, 0x7f00ff00a55a0ff0, 0xdeadbeefcafef00d}};
static const TckHypervCrash others = {{0x1111000000000001, 0x22220000, 0x3333, 0x8000000000000004, 0x5555555555555555}};

/*
 * The guest reports a crash under panic=pause, and is stopped in the middle of the write. The values that are reported
 * are left to other cases.
 */
static inline void crash(Tck *t, guint cpu, const TckHypervCrash *values) {
        tck_start_crash(t, cpu, values);
        tck_expect_event_about(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
}

#define crash(t, ...) TCK_CALLED(tck_outcome(t), crash(t, __VA_ARGS__))
