/* SPDX-License-Identifier: BSD-2-Clause */
/* The PC's interrupt controllers: with them a probe that waits for its host sleeps instead of looping. */
#pragma once

#include <stdint.h>

/* Where their sixteen vectors begin, once enabled. */
#define INTERRUPT_VECTOR 32u
#define INTERRUPT_LINES 16u

#define INTERRUPT_TIMER 0u /* the PIT's line */

/* Takes the controllers over, and lets this line through too. */
void interrupt_enable(unsigned line);

/* Closes this line again. */
void interrupt_disable(unsigned line);

/* Sleeps until an interrupt comes in, or has come in since interrupts were last enabled. Before and after, they are disabled. */
void interrupt_wait(void);

/* Lets interrupts in for a moment. */
void interrupt_peek(void);

/* Tells the controllers that an interrupt has been dealt with, and counts it. */
void interrupt_end(unsigned vector);

/* How many interrupts came in. */
unsigned interrupt_count(void);

/* How many of these were the timer's. */
uint64_t interrupt_ticks(void);
