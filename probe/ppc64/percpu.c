/* SPDX-License-Identifier: BSD-2-Clause */
#include "percpu.h"

struct percpu percpus[CPUS_MAX];

struct percpu *percpu_current(void) {
        struct percpu *self;

        __asm__ volatile("mfsprg0 %0" : "=r"(self));
        return self;
}

void percpu_choose(struct percpu *self) {
        __asm__ volatile("mtsprg0 %0" : : "r"(self));
}

unsigned cpus_current(void) {
        return (unsigned) percpu_current()->number;
}
