/* SPDX-License-Identifier: BSD-2-Clause */
/* PCI's configuration space in memory: PCI Express Base Specification, "Enhanced Configuration Access Mechanism". */
#include "arch.h"
#include "board.h"
#include "mmio.h"

enum { FUNCTION_SHIFT = 12 };

bool pci_present(void) {
        return board.ecam;
}

/* The address of a register; 0 if the tree's space does not reach so far. */
static uint64_t place(uint16_t bdf, uint8_t offset) {
        uint64_t at = (uint64_t) bdf << FUNCTION_SHIFT | offset;

        return at < board.ecam_size ? board.ecam + at : 0;
}

uint32_t pci_read(uint16_t bdf, unsigned width, uint8_t offset) {
        uint64_t at = place(bdf, offset);

        if (!at)
                return UINT32_MAX;
        return width == 1 ? *mmio8(at) : width == 2 ? *mmio16(at) : *mmio32(at);
}

void pci_write(uint16_t bdf, unsigned width, uint8_t offset, uint32_t value) {
        uint64_t at = place(bdf, offset);

        if (!at)
                return;
        if (width == 1)
                *mmio8(at) = (uint8_t) value;
        else if (width == 2)
                *mmio16(at) = (uint16_t) value;
        else
                *mmio32(at) = value;
}
