/* SPDX-License-Identifier: BSD-2-Clause */
#include "msr.h"
#include "percpu.h"

struct percpu percpus[CPUS_MAX];

/* GS, which nothing else here uses, points to the own one of a CPU that was started. On the first it may be anything. */
struct percpu *percpu_current(void) {
        uint64_t offset = read_msr(MSR_GS_BASE) - (uint64_t) percpus;

        return percpus + (offset < sizeof(percpus) ? offset / sizeof(percpus[0]) : 0);
}

void percpu_set(struct percpu *own) {
        write_msr(MSR_GS_BASE, (uint64_t) own);
}

unsigned cpus_current(void) {
        return (unsigned) (percpu_current() - percpus);
}
