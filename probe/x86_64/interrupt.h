/* SPDX-License-Identifier: BSD-2-Clause */
/* The PC's interrupt controllers, for one thing: that a probe which waits for its host sleeps instead of spinning. */
#pragma once

#include <stdint.h>

/* Where their sixteen vectors begin, once enabled. */
#define INTERRUPT_VECTOR 32u
#define INTERRUPT_LINES 16u

#define INTERRUPT_TIMER 0u /* the PIT's line */

/* Takes the controllers over, and lets this line through too. */
void interrupt_enable(unsigned line);

/* Lets it through no more. */
void interrupt_disable(unsigned line);

/* Sleeps until an interrupt comes in, or has since interrupts were last enabled. Interrupts are disabled but for that. */
void interrupt_wait(void);

/* Lets interrupts in for a moment. */
void interrupt_peek(void);

/* Says to the controllers that an interrupt has been seen to. */
void interrupt_end(unsigned vector);

/* How many have been. */
unsigned interrupt_count(void);

/* And how many of these were the timer's. */
uint64_t interrupt_ticks(void);
