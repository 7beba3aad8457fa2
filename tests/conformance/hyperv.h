/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hyper-V's crash registers: what their cases have in common.
 */
#pragma once

#include "panic.h"

/* The VM of most of them has the registers, and a pvpanic device beside. */
#define HYPERV_VM .devices = {"hyperv", "isa"}, .kvm = TRUE

/* Five values that nothing else has, of all 64 bits, and five others. */
static const TckHypervCrash patterns = {
        {0x8123456789abcdef, 0x02468ace13579bdf, 0xfedcba9876543210, 0x7f00ff00a55a0ff0, 0xdeadbeefcafef00d}};
static const TckHypervCrash others = {{0x1111000000000001, 0x22220000, 0x3333, 0x8000000000000004, 0x5555555555555555}};

/* The guest tells of a crash under panic=pause, and is stopped in the middle of that. What is told of its values, cases about that
 * alone look at. */
static inline void crash(Tck *t, guint cpu, const TckHypervCrash *values) {
        tck_start_crash(t, cpu, values);
        tck_expect_event_about(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
}

#define crash(t, ...) TCK_CALLED(tck_outcome(t), crash(t, __VA_ARGS__))
