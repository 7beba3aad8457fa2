/* SPDX-License-Identifier: BSD-2-Clause */
/* The programmable interval timer (PIT), channel 0. */
#include "arch.h"
#include "interrupt.h"
#include "io.h"

enum {
        CHANNEL_0 = 0x40,
        COMMAND = 0x43,

        COMMAND_LATCH_0 = 0x00,
        COMMAND_RATE_0 = 0x34, /* channel 0, low byte then high byte, mode 2 (rate generator) */

        FREQUENCY = 1193182,
};

/*
 * If the count has not changed for so many reads, there is no timer. A read is three cycles on a bus with at most a
 * million cycles a second; that is then taken as the time that passed.
 */
#define STILL_LOOKS 64u
#define LOOK_TICKS 3u

static bool whole; /* it counts from 65536 */

static void set_period(uint16_t ticks) {
        out8(COMMAND, COMMAND_RATE_0);
        out8(CHANNEL_0, (uint8_t) ticks);
        out8(CHANNEL_0, (uint8_t) (ticks >> 8));
        whole = !ticks;
}

void timer_beat(unsigned hertz) {
        set_period((uint16_t) (FREQUENCY / hertz));
}

static uint16_t count(void) {
        uint16_t low;

        out8(COMMAND, COMMAND_LATCH_0);
        low = in8(CHANNEL_0);
        return (uint16_t) (low | in8(CHANNEL_0) << 8);
}

void timer_stall(uint32_t microseconds) {
        uint64_t ticks = (uint64_t) microseconds * FREQUENCY / 1000000, passed = 0;
        unsigned still = 0;
        uint16_t last;

        if (!whole)
                set_period(0);
        for (last = count(); passed < ticks;) {
                uint16_t now = count(), moved = (uint16_t) (last - now);

                still = moved ? 0 : still + 1;
                passed += still > STILL_LOOKS ? LOOK_TICKS : moved;
                last = now;
        }
}
