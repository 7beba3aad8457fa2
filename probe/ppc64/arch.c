/* SPDX-License-Identifier: BSD-2-Clause */
#include "percpu.h"
#include "rtas.h"

const char arch_name[] = "ppc64";

/* Room for what the host has RTAS read. */
static uint8_t buffer[4096] __attribute__((aligned(4096)));

void arch_put_info(struct wire_writer *answer) {
        wire_put_field(answer, "nmi", percpu_current()->nmis);
        wire_put_field(answer, "buffer", (uint64_t) buffer);
        wire_put_field(answer, "buffer-size", sizeof(buffer));
}

void cpu_stop(void) {
        for (;;)
                rtas_serve("stop-self", 0, NULL, 1, NULL);
}

void cpu_hang(void) {
        for (;;)
                __asm__ volatile("" : : : "memory");
}

/* A low priority of this thread, and the usual one again. */
void cpu_relax(void) {
        __asm__ volatile("or 1,1,1\n\tor 2,2,2" : : : "memory");
}
