/* SPDX-License-Identifier: BSD-2-Clause */
/* PCI configuration space, by mechanism 1 (ports 0xcf8 and 0xcfc). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
        PCI_ID = 0x00,
        PCI_COMMAND = 0x04,
        PCI_HEADER_TYPE = 0x0e,
        PCI_BAR_0 = 0x10,
        PCI_SUBORDINATE_BUS = 0x1a,

        PCI_COMMAND_MEMORY = 0x0002,
        PCI_HEADER_TYPE_BRIDGE = 0x01,
        PCI_HEADER_TYPE_MANY = 0x80, /* functions in this device */
};

#define PCI_OFFSET_MAX 0xffu
#define PCI_BDF_MAX 0xffffu

/* True if there is such a mechanism here. */
bool pci_present(void);

/*
 * Read or write 1, 2 or 4 bytes at an offset that is a multiple of that. A function is given as
 * bus << 8 | device << 3 | function.
 */
uint32_t pci_read(uint16_t bdf, unsigned width, uint8_t offset);
void pci_write(uint16_t bdf, unsigned width, uint8_t offset, uint32_t value);

/* Finds the index-th function, from 0, with this vendor and device. */
bool pci_find(uint16_t vendor, uint16_t device, uint64_t index, uint16_t *ret_bdf);
