/* SPDX-License-Identifier: BSD-2-Clause */
#include "interrupt.h"
#include "io.h"

enum {
        FIRST_COMMAND = 0x20,
        FIRST_DATA = 0x21,
        SECOND_COMMAND = 0xa0,
        SECOND_DATA = 0xa1,

        COMMAND_INITIALIZE = 0x11, /* four bytes follow: this one, the vector, the wiring, the mode */
        COMMAND_END = 0x20,
        WIRING_FIRST = 1 << 2, /* the second controller is on line 2 */
        WIRING_SECOND = 2,
        MODE_8086 = 0x01,
        LINES_EACH = 8,
};

enum {
        CPUID_FEATURES = 1,
        CPUID_FEATURES_EDX_APIC = 1 << 9,

        APIC_SPURIOUS = 0x0f0,
        APIC_SPURIOUS_ENABLE = 1 << 8,
        APIC_LINT0 = 0x350,
        APIC_LINT0_CONTROLLERS = 0x700,
};

#define APIC 0xfee00000u

static volatile unsigned seen;

/* The CPU's own APIC stands between: a BIOS opens it, smaller firmware may not. */
static void open_apic(void) {
        uint32_t eax = CPUID_FEATURES, ebx, ecx = 0, edx;

        __asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
        if (!(edx & CPUID_FEATURES_EDX_APIC))
                return;
        *(volatile uint32_t *) (APIC + APIC_SPURIOUS) |= APIC_SPURIOUS_ENABLE;
        *(volatile uint32_t *) (APIC + APIC_LINT0) = APIC_LINT0_CONTROLLERS;
}

void interrupt_enable(unsigned line) {
        unsigned open = 1u << line;

        open_apic();
        out8(FIRST_COMMAND, COMMAND_INITIALIZE);
        out8(SECOND_COMMAND, COMMAND_INITIALIZE);
        out8(FIRST_DATA, INTERRUPT_VECTOR);
        out8(SECOND_DATA, INTERRUPT_VECTOR + LINES_EACH);
        out8(FIRST_DATA, WIRING_FIRST);
        out8(SECOND_DATA, WIRING_SECOND);
        out8(FIRST_DATA, MODE_8086);
        out8(SECOND_DATA, MODE_8086);
        out8(FIRST_DATA, (uint8_t) ~open);
        out8(SECOND_DATA, (uint8_t) (~open >> LINES_EACH));
}

void interrupt_wait(void) {
        __asm__ volatile("sti; hlt; cli" : : : "memory"); /* what is pending after sti wakes hlt */
}

void interrupt_peek(void) {
        __asm__ volatile("sti; nop; cli" : : : "memory");
}

void interrupt_end(unsigned vector) {
        seen++;
        if (vector >= INTERRUPT_VECTOR + LINES_EACH)
                out8(SECOND_COMMAND, COMMAND_END);
        out8(FIRST_COMMAND, COMMAND_END);
}

unsigned interrupt_count(void) {
        return seen;
}
