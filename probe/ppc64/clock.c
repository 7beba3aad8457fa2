/* SPDX-License-Identifier: BSD-2-Clause */
/* Time, by the timebase. */
#include "msr.h"
#include "tree.h"

#define MICROSECONDS 1000000u /* in a second */

void clock_start(void) {
}

uint64_t clock_now(void) {
        uint64_t ticks = timebase_read(), frequency = tree.timebase;

        return ticks / frequency * MICROSECONDS + ticks % frequency * MICROSECONDS / frequency;
}

void clock_stall(uint64_t microseconds) {
        for (uint64_t start = clock_now(); clock_now() - start < microseconds;)
                cpu_relax();
}

void timer_stall(uint32_t microseconds) {
        clock_stall(microseconds);
}
