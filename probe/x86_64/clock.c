/* SPDX-License-Identifier: BSD-2-Clause */
/* Time, from the time stamp counter. */
#include "arch.h"
#include "platform.h"

/* Of several short samples the shortest counts: losing the CPU to the host only makes a sample longer. */
#define SAMPLE_MICROSECONDS 250u
#define SAMPLES 8

static uint64_t ticks_a_sample;

static uint64_t ticks(void) {
        uint32_t low, high;

        __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
        return (uint64_t) high << 32 | low;
}

void clock_start(void) {
        if (ticks_a_sample)
                return;
        for (unsigned i = 0; i < SAMPLES; i++) {
                uint64_t start = ticks(), length;

                platform.stall(SAMPLE_MICROSECONDS);
                length = ticks() - start;
                if (i == 0 || length < ticks_a_sample)
                        ticks_a_sample = length;
        }
        if (ticks_a_sample < SAMPLE_MICROSECONDS)
                ticks_a_sample = SAMPLE_MICROSECONDS; /* avoids a division by zero if the counter hardly moves */
}

uint64_t clock_now(void) {
        uint64_t now = ticks(), samples = now / ticks_a_sample;

        return samples * SAMPLE_MICROSECONDS + now % ticks_a_sample * SAMPLE_MICROSECONDS / ticks_a_sample;
}

void clock_stall(uint64_t microseconds) {
        for (uint64_t start = clock_now(); clock_now() - start < microseconds;)
                cpu_relax();
}
