/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt controllers, which let a probe sleep while it waits for its host, and the timer. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* ---- the local APIC, at its address after a reset ---- */

enum {
        APIC_SPURIOUS = 0x0f0,
        APIC_SPURIOUS_ENABLE = 1 << 8,
        APIC_COMMAND = 0x300,
        APIC_COMMAND_INIT = 0x000c4500,    /* to all other CPUs */
        APIC_COMMAND_STARTUP = 0x000c4600, /* to all other CPUs; the low byte is the page number */
        APIC_LINT0 = 0x350,
        APIC_LINT0_CONTROLLERS = 0x700,
        APIC_LINT1 = 0x360,
        APIC_LINT1_NMI = 0x400,
};

/* A register of the APIC. */
#define APIC(offset) (*(volatile uint32_t *) (0xfee00000ul + (offset)))

/* True if this CPU has an APIC at its usual address. Otherwise none of the macros and functions here may be used. */
bool apic_present(void);

/* Unmasks NMIs, and interrupts of the PC's controllers if requested. A BIOS does so, smaller firmware may not. */
void apic_open(bool interrupts);

/* ---- the PC's two 8259 controllers ---- */

/* The first of their sixteen vectors, once they are enabled. */
#define INTERRUPT_VECTOR 32u
#define INTERRUPT_LINES 16u

#define INTERRUPT_TIMER 0u /* the PIT's line */

/* Enables the controllers, and unmasks this line. */
void interrupt_enable(unsigned line);

/* Masks this line. */
void interrupt_disable(unsigned line);

/*
 * Sleeps until an interrupt arrives, or returns if one has arrived since interrupts were last enabled. Interrupts are
 * disabled before and after.
 */
void interrupt_wait(void);

/* Enables interrupts for a moment. */
void interrupt_peek(void);

/* Acknowledges an interrupt, and counts it. */
void interrupt_end(unsigned vector);

/* Where execution resumes after an interrupt that arrived at this address: behind the hlt of interrupt_wait(), not at it. */
uint64_t interrupt_return(uint64_t rip);

/* The number of interrupts of this line so far. */
uint64_t interrupt_count(unsigned line);

/* Makes the timer interrupt at this rate, at least 19 times a second, until the next timer_stall(). */
void timer_beat(unsigned hertz);
