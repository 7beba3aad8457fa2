/* SPDX-License-Identifier: BSD-2-Clause */
/* The programmable interval timer, the one clock that needs neither firmware nor interrupts. */
#pragma once

#include <stdint.h>

/* Lets this much time pass. Takes channel 0 for itself. Without a timer it is a guess. */
void pit_stall(uint32_t microseconds);

/* Has its line tick so often, from 19 times a second on, until the next pit_stall(). */
void pit_beat(unsigned hertz);
