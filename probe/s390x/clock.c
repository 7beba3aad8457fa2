/* SPDX-License-Identifier: BSD-2-Clause */
/* Time, by the time-of-day clock, whose bit 51 is a microsecond. */
#include "arch.h"

#define MICROSECOND_SHIFT 12

void clock_start(void) {
}

uint64_t clock_now(void) {
        uint64_t tod;

        __asm__ volatile("stck %0" : "=Q"(tod) : : "cc");
        return tod >> MICROSECOND_SHIFT;
}

void clock_stall(uint64_t microseconds) {
        for (uint64_t start = clock_now(); clock_now() - start < microseconds;)
                cpu_relax();
}

void timer_stall(uint32_t microseconds) {
        clock_stall(microseconds);
}
