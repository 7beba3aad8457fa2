/* SPDX-License-Identifier: BSD-2-Clause */
#include "percpu.h"

#include "lowcore.h"

struct percpu percpus[CPUS_MAX];

unsigned cpus_current(void) {
        return (unsigned) lowcore_own()->number;
}

struct percpu *percpu_current(void) {
        return percpus + cpus_current();
}
