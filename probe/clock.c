/* SPDX-License-Identifier: BSD-2-Clause */
#include "clock.h"
#include "io.h"
#include "platform.h"

#define SAMPLE_MICROSECONDS 1000u

static uint64_t ticks_a_sample;

static uint64_t ticks(void) {
        uint32_t low, high;

        __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
        return (uint64_t) high << 32 | low;
}

void clock_start(void) {
        uint64_t start;

        if (ticks_a_sample)
                return;
        start = ticks();
        platform.stall(SAMPLE_MICROSECONDS);
        ticks_a_sample = ticks() - start;
        if (ticks_a_sample < SAMPLE_MICROSECONDS)
                ticks_a_sample = SAMPLE_MICROSECONDS; /* a counter that hardly counts is no reason to divide by zero */
}

uint64_t clock_now(void) {
        uint64_t now = ticks(), samples = now / ticks_a_sample;

        return samples * SAMPLE_MICROSECONDS + now % ticks_a_sample * SAMPLE_MICROSECONDS / ticks_a_sample;
}

void clock_stall(uint64_t microseconds) {
        for (uint64_t start = clock_now(); clock_now() - start < microseconds;)
                cpu_relax();
}
