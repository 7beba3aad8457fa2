/* SPDX-License-Identifier: BSD-2-Clause */
/* Time, from a counter whose frequency is known. */
#include "cpu.h"

#define SECOND 1000000u /* in microseconds */

void clock_start(void) {
}

uint64_t clock_now(void) {
        uint64_t frequency = counter_frequency(), count = counter_read();

        return frequency ? count / frequency * SECOND + count % frequency * SECOND / frequency : 0;
}

void clock_stall(uint64_t microseconds) {
        for (uint64_t start = clock_now(); clock_now() - start < microseconds;)
                cpu_relax();
}

void timer_stall(uint32_t microseconds) {
        clock_stall(microseconds);
}
