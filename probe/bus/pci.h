/* SPDX-License-Identifier: BSD-2-Clause */
/* PCI functions; arch.h declares the accesses to their configuration space. */
#pragma once

#include "arch.h"

enum {
        PCI_ID = 0x00,
        PCI_COMMAND = 0x04,
        PCI_HEADER_TYPE = 0x0e,
        PCI_BAR_0 = 0x10,
        PCI_SUBORDINATE_BUS = 0x1a,

        PCI_COMMAND_IO = 0x0001,
        PCI_COMMAND_MEMORY = 0x0002,
        PCI_HEADER_TYPE_BRIDGE = 0x01,
        PCI_HEADER_TYPE_MANY = 0x80, /* functions in this device */
};

#define PCI_OFFSET_MAX 0xffu
#define PCI_BDF_MAX 0xffffu

/* Finds the index-th function, from 0, with this vendor and device ID. */
bool pci_find(uint16_t vendor, uint16_t device, uint64_t index, uint16_t *ret_bdf);
