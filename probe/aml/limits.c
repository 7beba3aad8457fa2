/* SPDX-License-Identifier: BSD-2-Clause */
#include "aml/heap.h"
#include "aml/limits.h"
#include "clock.h"

#define SECOND 1000000u
#define OPERATION_TIME (3u * SECOND)

static uint64_t start, ahead;
static bool starved;

void limits_begin(void) {
        start = clock_now();
        starved = false;
}

static uint64_t passed(void) {
        return clock_now() - start;
}

bool limits_exceeded(void) {
        return passed() > OPERATION_TIME;
}

bool limits_starved(void) {
        return starved;
}

void *limits_allocate(size_t size) {
        void *memory = limits_exceeded() ? NULL : heap_allocate(size);

        starved |= !memory;
        return memory;
}

uint64_t limits_time(void) {
        if (limits_exceeded())
                ahead += 2 * LIMITS_LOOP_SECONDS * SECOND; /* so that any loop has run for too long */
        return clock_now() + ahead;
}

uint64_t limits_wait(uint64_t microseconds) {
        uint64_t gone = passed();
        uint64_t left = gone < OPERATION_TIME ? OPERATION_TIME - gone : 0;

        return microseconds < left ? microseconds : left;
}
