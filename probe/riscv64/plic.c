/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts by a PLIC: RISC-V Platform-Level Interrupt Controller Specification, "Memory Map". */
#include "board.h"
#include "cpu.h"
#include "csr.h"
#include "interrupt.h"
#include "mmio.h"

enum {
        PRIORITY = 0x0,
        ENABLE = 0x2000,
        ENABLE_STRIDE = 0x80, /* from one context to the next */
        THRESHOLD = 0x200000,
        CLAIM = 0x200004,
        CONTEXT_STRIDE = 0x1000,
        SOURCES = 1024,
        CONTEXT_CELLS = 2,
};

static uint64_t claim; /* the register that gives this CPU its interrupts; 0: none was routed */

/* The number by which others name the interrupt controller in the tree's node of this CPU; 0 if there is none. */
static uint32_t own_controller(void) {
        struct fdt_walk walk = {0};
        struct fdt_node node;
        bool inside = false;
        unsigned depth = 0;

        while (fdt_next(&board.tree, &walk, &node)) {
                const char *type = fdt_text(&board.tree, &node, "device_type");
                uint64_t id, unused;

                if (type && wire_same(type, "cpu")) {
                        inside = fdt_reg(&board.tree, &node, 0, &id, &unused) && id == cpu_first();
                        depth = node.depth;
                } else if (inside && node.depth > depth && fdt_is(&board.tree, &node, "riscv,cpu-intc"))
                        return fdt_number(&board.tree, &node, "phandle", 0);
        }
        return 0;
}

/* The place of this CPU's supervisor mode in the controller's list of whom it interrupts. */
static bool find_context(const struct fdt_node *controller, uint64_t *ret_context) {
        uint32_t own = own_controller();
        struct fdt_value list;

        fdt_property(&board.tree, controller, "interrupts-extended", &list);
        for (size_t at = 0; own && at < list.length / sizeof(uint32_t); at += CONTEXT_CELLS)
                if (fdt_cell(&list, at) == own && fdt_cell(&list, at + 1) == INTERRUPT_EXTERNAL) {
                        *ret_context = at / CONTEXT_CELLS;
                        return true;
                }
        return false;
}

bool interrupt_route(const struct fdt_node *controller, const uint32_t *cells, unsigned count) {
        uint64_t base, context, unused;

        if (!fdt_is(&board.tree, controller, "riscv,plic0") || count != 1 || cells[0] >= SOURCES ||
            !fdt_reg(&board.tree, controller, 0, &base, &unused) || !find_context(controller, &context))
                return false;
        *mmio32(base + PRIORITY + 4 * (uint64_t) cells[0]) = 1;
        *mmio32(base + ENABLE + context * ENABLE_STRIDE + cells[0] / 32 * 4) = 1u << cells[0] % 32;
        *mmio32(base + THRESHOLD + context * CONTEXT_STRIDE) = 0;
        claim = base + CLAIM + context * CONTEXT_STRIDE;
        SET_CSR(sie, 1u << INTERRUPT_EXTERNAL);
        return true;
}

/* An interrupt that sstatus masks ends a wait, too. It is taken and given back at once, for it would end the next wait. */
void interrupt_sleep(void) {
        uint32_t source;

        __asm__ volatile("fence\n\twfi" : : : "memory");
        source = *mmio32(claim);
        if (source)
                *mmio32(claim) = source;
}
