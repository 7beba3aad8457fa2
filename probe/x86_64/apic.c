/* SPDX-License-Identifier: BSD-2-Clause */
#include "apic.h"
#include "msr.h"

enum {
        CPUID_FEATURES = 1,
        CPUID_FEATURES_EDX_APIC = 1 << 9,

        APIC_BASE_X2 = 1 << 10, /* it is spoken to by MSRs instead */
        APIC_BASE_ENABLE = 1 << 11,
};

#define APIC 0xfee00000u

bool apic_present(void) {
        uint32_t eax = CPUID_FEATURES, ebx, ecx = 0, edx;

        __asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
        if (!(edx & CPUID_FEATURES_EDX_APIC))
                return false;
        return (read_msr(MSR_APIC_BASE) & (APIC_BASE_ENABLE | APIC_BASE_X2)) == APIC_BASE_ENABLE;
}

static volatile uint32_t *at(unsigned offset) {
        return (volatile uint32_t *) (uintptr_t) (APIC + offset);
}

void apic_write(unsigned offset, uint32_t value) {
        *at(offset) = value;
}

void apic_open(bool interrupts) {
        *at(APIC_SPURIOUS) |= APIC_SPURIOUS_ENABLE;
        *at(APIC_LINT1) = APIC_LINT1_NMI;
        if (interrupts)
                *at(APIC_LINT0) = APIC_LINT0_CONTROLLERS;
}
