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

/* DIAGNOSE 0x44 would end this CPU's time slice, and takes QEMU's lock each time: a CPU that waits like that keeps the others out. */
void cpu_relax(void) {
        __asm__ volatile("bcr 15,0" : : : "memory");
}
