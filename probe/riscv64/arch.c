/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"
#include "board.h"
#include "cpu.h"
#include "csr.h"

const char arch_name[] = "riscv64";

void arch_put_info(struct wire_writer *answer) {
        wire_put_field(answer, "hart", cpu_first());
}

void cpu_stop(void) {
        for (;;) {
                WRITE_CSR(sie, 0); /* an interrupt that is enabled here ends a wait */
                __asm__ volatile("wfi" : : : "memory");
        }
}

void cpu_hang(void) {
        for (;;)
                cpu_relax();
}

/* The hint `pause`, which older CPUs take for a fence. */
void cpu_relax(void) {
        __asm__ volatile(".insn i 0x0f, 0, x0, x0, 0x010" : : : "memory");
}

uint64_t counter_read(void) {
        return READ_CSR(time);
}

uint64_t counter_frequency(void) {
        static uint64_t frequency;
        struct fdt_node node;

        if (!frequency && fdt_find_named(&board.tree, "cpus", &node))
                frequency = fdt_number(&board.tree, &node, "timebase-frequency", 0);
        return frequency;
}
