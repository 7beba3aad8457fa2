/* SPDX-License-Identifier: BSD-2-Clause */
#include "cpu.h"
#include "interrupt.h"
#include "io.h"

enum {
        CPUID_FEATURES = 1,
        CPUID_FEATURES_EDX_APIC = 1 << 9,

        APIC_BASE_X2 = 1 << 10, /* accessed through MSRs instead */
        APIC_BASE_ENABLE = 1 << 11,

        FIRST_COMMAND = 0x20,
        FIRST_DATA = 0x21,
        SECOND_COMMAND = 0xa0,
        SECOND_DATA = 0xa1,

        COMMAND_INITIALIZE = 0x11, /* followed by this byte, the vector, the wiring, the mode */
        COMMAND_END = 0x20,
        WIRING_FIRST = 1 << 2, /* the second controller is on line 2 */
        WIRING_SECOND = 2,
        MODE_8086 = 0x01,
        LINES_EACH = 8,
};

static volatile uint64_t counts[INTERRUPT_LINES];
static unsigned open; /* bit mask of the enabled lines */

bool apic_present(void) {
        uint32_t eax = CPUID_FEATURES, ebx, ecx = 0, edx;

        __asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
        if (!(edx & CPUID_FEATURES_EDX_APIC))
                return false;
        return (read_msr(MSR_APIC_BASE) & (APIC_BASE_ENABLE | APIC_BASE_X2)) == APIC_BASE_ENABLE;
}

void apic_open(bool interrupts) {
        APIC(APIC_SPURIOUS) |= APIC_SPURIOUS_ENABLE;
        APIC(APIC_LINT1) = APIC_LINT1_NMI;
        if (interrupts)
                APIC(APIC_LINT0) = APIC_LINT0_CONTROLLERS;
}

/* Reprograms the controllers, with all lines masked. */
static void take_over(void) {
        static bool taken;

        if (taken)
                return;
        taken = true;
        if (apic_present())
                apic_open(true);
        out8(FIRST_COMMAND, COMMAND_INITIALIZE);
        out8(SECOND_COMMAND, COMMAND_INITIALIZE);
        out8(FIRST_DATA, INTERRUPT_VECTOR);
        out8(SECOND_DATA, INTERRUPT_VECTOR + LINES_EACH);
        out8(FIRST_DATA, WIRING_FIRST);
        out8(SECOND_DATA, WIRING_SECOND);
        out8(FIRST_DATA, MODE_8086);
        out8(SECOND_DATA, MODE_8086);
}

static void set_open(unsigned lines) {
        out8(FIRST_DATA, (uint8_t) ~lines);
        out8(SECOND_DATA, (uint8_t) (~lines >> LINES_EACH));
        open = lines;
}

void interrupt_enable(unsigned line) {
        take_over();
        set_open(open | 1u << line);
}

void interrupt_disable(unsigned line) {
        set_open(open & ~(1u << line));
}

extern const char interrupt_halt[]; /* the hlt below */

/* An interrupt that is pending after sti is delivered after hlt, which it wakes. */
void interrupt_wait(void) {
        __asm__ volatile("sti; interrupt_halt: hlt; cli" : : : "memory");
}

/* Not every emulator delivers it after hlt (docs/lab.md). The CPU would then sleep with nothing left to wake it. */
uint64_t interrupt_return(uint64_t rip) {
        return rip == (uint64_t) interrupt_halt ? rip + 1 : rip;
}

void interrupt_peek(void) {
        __asm__ volatile("sti; nop; cli" : : : "memory");
}

void interrupt_end(unsigned vector) {
        counts[vector - INTERRUPT_VECTOR]++;
        if (vector >= INTERRUPT_VECTOR + LINES_EACH)
                out8(SECOND_COMMAND, COMMAND_END);
        out8(FIRST_COMMAND, COMMAND_END);
}

uint64_t interrupt_count(unsigned line) {
        return counts[line];
}
