/* SPDX-License-Identifier: BSD-2-Clause */
/* PCI Local Bus Specification 3.0, 6.2.5.1, "Address Maps". */
#include "board.h"
#include "interrupt.h"
#include "pci_setup.h"

enum {
        ID = 0x00,
        COMMAND = 0x04,
        COMMAND_IO = 0x1,
        COMMAND_MEMORY = 0x2,
        CLASS = 0x08, /* in the upper three bytes */
        CLASS_SHIFT = 8,
        HEADER_TYPE = 0x0e,
        HEADER_TYPE_MANY = 0x80, /* functions in this device */
        BAR_0 = 0x10,
        BARS = 6,
        BAR_IO = 0x1,
        BAR_IO_FLAGS = 0x3,
        BAR_TYPE = 0x6,
        BAR_TYPE_64 = 0x4,
        BAR_FLAGS = 0xf,
        INTERRUPT_PIN = 0x3d,

        FUNCTIONS = 256,   /* on a bus */
        PAGE = 4096,       /* each register has a page of its own */
        IO_START = 0x1000, /* below are the ports that PCs have */
        CELLS_MAX = 16,
};

#define ID_NONE 0xffffffffu

/* The function after that one on the first bus that exists; FUNCTIONS if there is none. */
static unsigned next(unsigned bdf) {
        for (; bdf < FUNCTIONS; bdf++) {
                if (bdf & 7 && !(pci_read((uint16_t) (bdf & ~7u), 1, HEADER_TYPE) & HEADER_TYPE_MANY))
                        continue;
                if (pci_read((uint16_t) bdf, 4, ID) != ID_NONE)
                        break;
        }
        return bdf;
}

/* A place in a window, after those that were taken, whose size is a power of two. 0 if it is full. */
static uint32_t take(const struct window *window, uint64_t *taken, uint64_t size) {
        uint64_t at = (window->bus + *taken + size - 1) & ~(size - 1);

        if (at + size > window->bus + window->size || at + size > UINT32_MAX)
                return 0;
        *taken = at + size - window->bus;
        return (uint32_t) at;
}

static void setup_function(uint16_t bdf, uint64_t *io_taken, uint64_t *memory_taken) {
        uint32_t command = pci_read(bdf, 2, COMMAND) & ~(uint32_t) (COMMAND_IO | COMMAND_MEMORY);

        pci_write(bdf, 2, COMMAND, command);
        for (unsigned i = 0; i < BARS; i++) {
                uint8_t bar = (uint8_t) (BAR_0 + 4 * i);
                uint32_t before =
                        pci_read(bdf, 4, bar); /* its flags: QEMU lets a BAR of two bytes lose them in what follows */
                bool io = before & BAR_IO;
                uint32_t mask, size;

                pci_write(bdf, 4, bar, UINT32_MAX);
                mask = pci_read(bdf, 4, bar) & ~(uint32_t) (io ? BAR_IO_FLAGS : BAR_FLAGS);
                size = ~mask + 1;
                if (io && mask)
                        pci_write(bdf, 4, bar, take(&board.io, io_taken, size & 0xffff));
                else
                        pci_write(bdf, 4, bar, mask ? take(&board.memory, memory_taken, size < PAGE ? PAGE : size) : 0);
                if (!io && (before & BAR_TYPE) == BAR_TYPE_64 && i + 1 < BARS)
                        pci_write(bdf, 4, (uint8_t) (BAR_0 + 4 * ++i), 0);
        }
        pci_write(bdf, 2, COMMAND, command | COMMAND_IO | COMMAND_MEMORY);
}

void pci_setup(void) {
        uint64_t io_taken = IO_START, memory_taken = 0;

        if (!pci_present())
                return;
        for (unsigned bdf = next(0); bdf < FUNCTIONS; bdf = next(bdf + 1))
                if (!(pci_read((uint16_t) bdf, 1, HEADER_TYPE) & ~(uint32_t) HEADER_TYPE_MANY))
                        setup_function((uint16_t) bdf, &io_taken, &memory_taken);
}

bool pci_find_class(uint32_t class, uint16_t *ret_bdf) {
        if (!pci_present())
                return false;
        for (unsigned bdf = next(0); bdf < FUNCTIONS; bdf = next(bdf + 1))
                if (pci_read((uint16_t) bdf, 4, CLASS) >> CLASS_SHIFT == class) {
                        *ret_bdf = (uint16_t) bdf;
                        return true;
                }
        return false;
}

uint64_t pci_bar(uint16_t bdf, unsigned number) {
        uint32_t value = pci_read(bdf, 4, (uint8_t) (BAR_0 + 4 * number));
        const struct window *window = value & BAR_IO ? &board.io : &board.memory;
        uint64_t at = value & ~(uint32_t) (value & BAR_IO ? BAR_IO_FLAGS : BAR_FLAGS);
        /* 0 is an address of I/O space, which EDK2 uses. */
        bool there = at || (value & BAR_IO && pci_read(bdf, 2, COMMAND) & COMMAND_IO);

        return there && at - window->bus < window->size ? window->address + (at - window->bus) : 0;
}

/* The property `interrupt-map` leads from a device and a pin to a controller's interrupt: Devicetree Specification, "Nexus Nodes". */
bool pci_route_interrupt(uint16_t bdf) {
        enum { KEY = 4, DEVICE_SHIFT = 8 };
        uint32_t pin = pci_read(bdf, 1, INTERRUPT_PIN), cells[CELLS_MAX];
        struct fdt_node pci, controller;
        struct fdt_value map, mask;

        if (!fdt_find(&board.tree, "pci-host-ecam-generic", 0, &pci) ||
            !fdt_property(&board.tree, &pci, "interrupt-map-mask", &mask) ||
            !fdt_property(&board.tree, &pci, "interrupt-map", &map))
                return false;
        for (size_t at = 0; at < map.length / sizeof(uint32_t);) {
                uint32_t skipped, count;

                if (!fdt_find_phandle(&board.tree, fdt_cell(&map, at + KEY), &controller))
                        return false;
                skipped = fdt_number(&board.tree, &controller, "#address-cells", 0);
                count = fdt_number(&board.tree, &controller, "#interrupt-cells", 0);
                if (!count || count > CELLS_MAX || skipped > CELLS_MAX)
                        return false;
                for (uint32_t i = 0; i < count; i++)
                        cells[i] = fdt_cell(&map, at + KEY + 1 + skipped + i);
                if (fdt_cell(&map, at) == ((uint32_t) bdf << DEVICE_SHIFT & fdt_cell(&mask, 0)) &&
                    fdt_cell(&map, at + KEY - 1) == pin)
                        return interrupt_route(&controller, cells, count);
                at += KEY + 1 + skipped + count;
        }
        return false;
}
