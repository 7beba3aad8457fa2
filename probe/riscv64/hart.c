/* SPDX-License-Identifier: BSD-2-Clause */
#include "hart.h"

#include "cpu.h"

static uint64_t first;

void hart_begin_first(uint64_t hart) {
        first = hart;
        __asm__ volatile("mv tp, %0" : : "r"(percpus) : "memory");
}

uint64_t cpu_first(void) {
        return first;
}

/* TP points to the CPU's element, and nothing else uses it. */
struct percpu *percpu_current(void) {
        struct percpu *self;

        __asm__("mv %0, tp" : "=r"(self));
        return self;
}
