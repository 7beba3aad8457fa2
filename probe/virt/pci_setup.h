/* SPDX-License-Identifier: BSD-2-Clause */
/* What firmware does with PCI elsewhere. */
#pragma once

#include "arch.h"

#define PCI_CLASS_16550 0x070002u /* a serial port, with its interface */

/* Gives each BAR of the functions on the first bus an address in the tree's windows, and lets the functions respond. */
void pci_setup(void);

/* Finds the first function on the first bus with this class, subclass and interface. */
bool pci_find_class(uint32_t class, uint16_t *ret_bdf);

/* The address of a function's BAR for the CPU; 0 if it has none. */
uint64_t pci_bar(uint16_t bdf, unsigned number);

/* Lets a function's interrupt wake this CPU. False if it cannot. */
bool pci_route_interrupt(uint16_t bdf);
