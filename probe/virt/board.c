/* SPDX-License-Identifier: BSD-2-Clause */
#include "board.h"

/* An entry of the property `ranges` of a PCI host bridge: PCI Bus Binding to IEEE 1275, "Address Format". */
enum {
        SPACE_SHIFT = 24,
        SPACE_MASK = 3,
        SPACE_IO = 1,
        SPACE_MEMORY = 2, /* of 32-bit addresses */
        BUS_CELLS = 3,
        SIZE_CELLS = 2,
};

struct board board;

static void read_ranges(const struct fdt_node *pci) {
        size_t entry = BUS_CELLS + (size_t) pci->parent_cells + SIZE_CELLS;
        struct fdt_value ranges;

        fdt_property(&board.tree, pci, "ranges", &ranges);
        for (size_t at = 0; (at + entry) * sizeof(uint32_t) <= ranges.length; at += entry) {
                struct window window = {
                        .address = fdt_cells(&ranges, at + BUS_CELLS, pci->parent_cells),
                        .bus = fdt_cells(&ranges, at + 1, BUS_CELLS - 1),
                        .size = fdt_cells(&ranges, at + BUS_CELLS + pci->parent_cells, SIZE_CELLS),
                };
                uint32_t space = fdt_cell(&ranges, at) >> SPACE_SHIFT & SPACE_MASK;

                if (space == SPACE_IO)
                        board.io = window;
                else if (space == SPACE_MEMORY)
                        board.memory = window;
        }
}

bool board_open(const void *tree, size_t limit) {
        struct fdt_node node;
        uint64_t unused;

        board = (struct board){0};
        if (!fdt_open(&board.tree, tree, limit))
                return false;
        if (fdt_find(&board.tree, "pci-host-ecam-generic", 0, &node) &&
            fdt_reg(&board.tree, &node, 0, &board.ecam, &board.ecam_size))
                read_ranges(&node);
        if (fdt_find(&board.tree, "qemu,fw-cfg-mmio", 0, &node))
                fdt_reg(&board.tree, &node, 0, &board.fw_cfg, &unused);
        return true;
}

void board_words(char *ret_words, size_t size) {
        struct fdt_node chosen;
        const char *words =
                fdt_find_named(&board.tree, "chosen", &chosen) ? fdt_text(&board.tree, &chosen, "bootargs") : NULL;
        size_t length = 0;

        for (; words && words[length] && length < size - 1; length++)
                ret_words[length] = words[length];
        ret_words[length] = '\0';
}
