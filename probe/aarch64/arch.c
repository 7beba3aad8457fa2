/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"
#include "cpu.h"
#include "sysreg.h"

const char arch_name[] = "aarch64";

void arch_put_info(struct wire_writer *answer) {
        wire_put_field(answer, "level", READ_SYSTEM(currentel) >> 2 & 3);
}

void cpu_stop(void) {
        for (;;)
                __asm__ volatile("msr daifset, #15\n\twfi" : : : "memory");
}

void cpu_hang(void) {
        __asm__ volatile("msr daifset, #15" : : : "memory");
        for (;;)
                cpu_relax();
}

void cpu_relax(void) {
        __asm__ volatile("yield" : : : "memory");
}

/* The barrier keeps the counter from being read before what precedes it. */
uint64_t counter_read(void) {
        uint64_t count;

        __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count) : : "memory");
        return count;
}

uint64_t counter_frequency(void) {
        return READ_SYSTEM(cntfrq_el0);
}
