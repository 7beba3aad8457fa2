/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts by a GIC of version 2: Arm Generic Interrupt Controller Architecture Specification, IHI 0048, "Programmers' Model". */
#include "arch.h"
#include "board.h"
#include "interrupt.h"
#include "mmio.h"

enum {
        DISTRIBUTOR_CONTROL = 0x000,
        DISTRIBUTOR_ENABLE = 0x100,  /* a bit for each interrupt */
        DISTRIBUTOR_TARGETS = 0x800, /* a byte for each interrupt */
        CPU_CONTROL = 0x00,
        CPU_PRIORITY = 0x04,
        CPU_PRIORITY_ALL = 0xff,
        CPU_FIRST = 1 << 0,

        /* The binding's three cells: the kind, the number of that kind, flags. */
        CELLS = 3,
        KIND_SHARED = 0,
        SHARED_FIRST = 32,
        INTERRUPTS = 1020,
};

bool interrupt_route(const struct fdt_node *controller, const uint32_t *cells, unsigned count) {
        bool known =
                fdt_is(&board.tree, controller, "arm,cortex-a15-gic") || fdt_is(&board.tree, controller, "arm,gic-400");
        uint64_t distributor, cpu, unused;
        uint32_t number;

        if (!known || count != CELLS || cells[0] != KIND_SHARED || cells[1] >= INTERRUPTS - SHARED_FIRST ||
            !fdt_reg(&board.tree, controller, 0, &distributor, &unused) ||
            !fdt_reg(&board.tree, controller, 1, &cpu, &unused))
                return false;
        number = SHARED_FIRST + cells[1];
        *mmio8(distributor + DISTRIBUTOR_TARGETS + number) = CPU_FIRST;
        *mmio32(distributor + DISTRIBUTOR_ENABLE + number / 32 * 4) = 1u << number % 32;
        *mmio32(distributor + DISTRIBUTOR_CONTROL) = 1;
        *mmio32(cpu + CPU_PRIORITY) = CPU_PRIORITY_ALL;
        *mmio32(cpu + CPU_CONTROL) = 1;
        return true;
}

/* An interrupt that is masked by PSTATE ends a wait, too: Arm Architecture Reference Manual, "Wait for Interrupt". It stays there as long as its
 * device wants it, and is never taken. */
void interrupt_sleep(void) {
        __asm__ volatile("dsb sy\n\twfi" : : : "memory");
}
