/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"
#include "trap.h"

const char arch_name[] = "x86_64";

void arch_put_info(struct wire_writer *answer) {
        wire_put_field(answer, "nmi", trap_nmi_count());
        wire_put_field(answer, "ticks", interrupt_ticks());
}

void trap_prepare(void (*report)(void)) {
        vectors_fill();
        trap_set_unhandled(oops_print);
        oops_set_report(report);
}
