/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt controllers, by which a probe that waits for its host sleeps instead of looping, and the timer. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* ---- the APIC: a CPU's own controller, where it is found after a reset ---- */

enum {
        APIC_SPURIOUS = 0x0f0,
        APIC_SPURIOUS_ENABLE = 1 << 8,
        APIC_COMMAND = 0x300,
        APIC_COMMAND_INIT = 0x000c4500,    /* to all others */
        APIC_COMMAND_STARTUP = 0x000c4600, /* to all others; the low byte is the page's number */
        APIC_LINT0 = 0x350,
        APIC_LINT0_CONTROLLERS = 0x700,
        APIC_LINT1 = 0x360,
        APIC_LINT1_NMI = 0x400,
};

/* A register of it. */
#define APIC(offset) (*(volatile uint32_t *) (0xfee00000ul + (offset)))

/* True if this CPU has one, at its usual address. Otherwise nothing here must be used. */
bool apic_present(void);

/* Lets NMIs in, and interrupts of the PC's controllers if these are wanted: a BIOS does so, smaller firmware may not. */
void apic_open(bool interrupts);

/* ---- the PC's two controllers ---- */

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

/* How many interrupts of this line came in. */
uint64_t interrupt_count(unsigned line);

/* Has the timer interrupt so often, 19 times a second at least, until the next timer_stall(). */
void timer_beat(unsigned hertz);
