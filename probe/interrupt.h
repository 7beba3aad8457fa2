/* SPDX-License-Identifier: BSD-2-Clause */
/* The PC's interrupt controllers, for one thing: that a probe which waits for its host sleeps instead of spinning. */
#pragma once

#include <stdint.h>

/* Where their sixteen vectors begin, once enabled. */
#define INTERRUPT_VECTOR 32u
#define INTERRUPT_LINES 16u

/* Takes the controllers over, and lets this one line through. */
void interrupt_enable(unsigned line);

/* Sleeps until an interrupt comes in, or has since interrupts were last enabled. Interrupts are disabled but for that. */
void interrupt_wait(void);

/* Lets interrupts in for a moment. */
void interrupt_peek(void);

/* Says to the controllers that an interrupt has been seen to. */
void interrupt_end(unsigned vector);

/* How many have been. */
unsigned interrupt_count(void);
