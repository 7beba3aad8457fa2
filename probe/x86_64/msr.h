/* SPDX-License-Identifier: BSD-2-Clause */
/* Model-specific registers. An access to one that the CPU does not have raises a #GP. */
#pragma once

#include <stdint.h>

#define MSR_APIC_BASE 0x1bu
#define MSR_EFER 0xc0000080u
#define MSR_GS_BASE 0xc0000101u

static inline uint64_t read_msr(uint32_t number) {
        uint32_t low, high;

        __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
        return (uint64_t) high << 32 | low;
}

static inline void write_msr(uint32_t number, uint64_t value) {
        __asm__ volatile("wrmsr" : : "c"(number), "a"((uint32_t) value), "d"((uint32_t) (value >> 32)) : "memory");
}
