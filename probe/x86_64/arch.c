/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"
#include "interrupt.h"
#include "percpu.h"

const char arch_name[] = "x86_64";

void arch_put_info(struct wire_writer *answer) {
        wire_put_field(answer, "nmi", percpu_current()->nmi_count);
        wire_put_field(answer, "ticks", interrupt_count(INTERRUPT_TIMER));
}

void cpu_stop(void) {
        for (;;)
                __asm__ volatile("cli; hlt" : : : "memory");
}

void cpu_hang(void) {
        __asm__ volatile("cli" : : : "memory");
        for (;;)
                cpu_relax();
}

void cpu_relax(void) {
        __asm__ volatile("pause" : : : "memory");
}
