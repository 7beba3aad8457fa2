/* SPDX-License-Identifier: BSD-2-Clause */
#include "percpu.h"
#include "trap.h"

const char arch_name[] = "s390x";

void arch_put_info(struct wire_writer *answer) {
        wire_put_field(answer, "nmi", percpu_current()->restarts);
}

/* A disabled wait, which tells the hypervisor if no other CPU runs: what ended the guest is on record, not silence. */
void cpu_stop(void) {
        const struct psw wait = {PSW_DISABLED_WAIT, (uint64_t) cpu_stop};

        for (;;)
                psw_load(&wait);
}

void cpu_hang(void) {
        for (;;)
                __asm__ volatile("" : : : "memory");
}

/* Ends this CPU's time slice. */
void cpu_relax(void) {
        __asm__ volatile("diag 0,0,0x44" : : : "memory");
}
