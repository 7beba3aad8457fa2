/* SPDX-License-Identifier: BSD-2-Clause */
#include "heap.h"
#include "limits.h"
#include "arch.h"

#define SECOND 1000000u
#define OPERATION_TIME (3u * SECOND)

/* The interpreter reads the clock continually. A longer gap means that the machine was stopped, and is not counted. */
#define LOOK_MAX (SECOND / 100)

static uint64_t used, looked; /* time used by this operation; when it was last updated */
static uint64_t before;       /* time used by earlier operations */
static bool starved;

void limits_begin(void) {
        before += used;
        used = 0;
        looked = clock_now();
        starved = false;
}

static uint64_t look(void) {
        uint64_t now = clock_now(), passed = now - looked;

        used += passed < LOOK_MAX ? passed : LOOK_MAX;
        looked = now;
        return used;
}

bool limits_exceeded(void) {
        return look() > OPERATION_TIME;
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
                before += 2 * LIMITS_LOOP_SECONDS * SECOND; /* makes every loop exceed its limit */
        return before + used;
}

void limits_stall(uint64_t microseconds) {
        for (uint64_t start = look(); !limits_exceeded() && used - start < microseconds;)
                cpu_relax();
}
