/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"
#include "oops.h"
#include "trap.h"

const char arch_name[] = "x86_64";

static void put_field(struct wire_writer *answer, const char *key, uint64_t value) {
        wire_put_word(answer, key);
        wire_put_value(answer, value);
}

void arch_put_info(struct wire_writer *answer) {
        put_field(answer, "nmi=", trap_nmi_count());
        put_field(answer, "ticks=", interrupt_ticks());
}

void trap_prepare(void (*report)(void)) {
        vectors_fill();
        trap_set_unhandled(oops_print);
        oops_set_report(report);
}
