/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine state register, and others of a CPU (Power ISA, book III). */
#pragma once

#include <stdint.h>

#define MSR_64_BIT (1ull << 63) /* SF: addresses have 64 bits */
#define MSR_EXTERNAL 0x8000ull  /* EE: external and decrementer interrupts are on */
#define MSR_MACHINE_CHECK 0x1000ull
#define MSR_DATA_RELOCATION 0x10ull
#define MSR_RECOVERABLE 0x2ull

/* The state in which the probe runs: in real mode, with interrupts off. */
#define MSR_RUN (MSR_64_BIT | MSR_MACHINE_CHECK | MSR_RECOVERABLE)

static inline void msr_write(uint64_t value) {
        __asm__ volatile("mtmsrd %0\n\tisync" : : "r"(value) : "memory");
}

static inline uint64_t timebase_read(void) {
        uint64_t value;

        __asm__ volatile("mftb %0" : "=r"(value));
        return value;
}

/* An interrupt comes when the decrementer has counted down the timebase's ticks, and stays until it is written again. */
static inline void decrementer_write(uint32_t ticks) {
        __asm__ volatile("mtdec %0" : : "r"((uint64_t) ticks));
}
