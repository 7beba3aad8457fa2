/* SPDX-License-Identifier: BSD-2-Clause */
/* A CPU's own interrupt controller, where it is found after a reset. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

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

/* True if this CPU has one, at its usual address. Otherwise the other functions must not be called. */
bool apic_present(void);

void apic_write(unsigned offset, uint32_t value);

/* Lets NMIs in, and interrupts of the PC's controllers if these are wanted: a BIOS does so, smaller firmware may not. */
void apic_open(bool interrupts);
