/* SPDX-License-Identifier: BSD-2-Clause */
/* Time, by the CPU's time stamp counter: it needs neither firmware nor interrupts, and disturbs no timer of theirs. */
#pragma once

#include <stdint.h>

/* Finds out how fast the counter counts, once. The platform must be there for it: not for guarded calls. */
void clock_start(void);

/* Microseconds since some time in the past. */
uint64_t clock_now(void);

/* Lets this much time pass. */
void clock_stall(uint64_t microseconds);
