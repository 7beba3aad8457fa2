/* SPDX-License-Identifier: BSD-2-Clause */
#include "cpu.h"
#include "percpu.h"

struct percpu percpus[CPUS_MAX];

/* On the first CPU GS may have any value. */
struct percpu *percpu_current(void) {
        uint64_t offset = read_msr(MSR_GS_BASE) - (uint64_t) percpus;

        return percpus + (offset < sizeof(percpus) ? offset / sizeof(percpus[0]) : 0);
}

unsigned cpus_current(void) {
        return (unsigned) (percpu_current() - percpus);
}
