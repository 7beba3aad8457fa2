/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions for cases about the PCI device: its configuration space, as far as it matters here (PCI Local Bus 3.0, 6.1 and 6.2), and
 * the address of its register. A function is given as bus << 8 | device << 3 | function.
 */
#pragma once

#include "check_guest.h"

enum {
        PCI_VENDOR = 0x00,
        PCI_DEVICE = 0x02,
        PCI_COMMAND = 0x04,
        PCI_COMMAND_MEMORY = 0x2,
        PCI_REVISION = 0x08,
        PCI_SUBCLASS = 0x0a,
        PCI_HEADER_TYPE = 0x0e,
        PCI_BAR0 = 0x10,
        PCI_BAR_IO = 0x1,
        PCI_BAR_64_BIT = 0x4,
        PCI_SUBSYSTEM = 0x2c, /* the vendor in the low half, its ID in the high one */
};

#define PCI_BAR_ADDRESS (~0xfull) /* of a memory BAR: the rest are flags */

/* The index-th pvpanic function, from 0. */
guint tck_pci_find(Tck *t, guint index);

/* Reads or writes 1, 2 or 4 bytes. */
guint64 tck_pci_config(Tck *t, guint width, guint function, guint offset);
void tck_pci_set_config(Tck *t, guint width, guint function, guint offset, guint value);

/* Enables or disables the function's memory decoding. */
void tck_pci_set_decode(Tck *t, guint function, gboolean on);

/* The address of the index-th device's register. If the firmware has not assigned one, this does. */
guint64 tck_pci_map(Tck *t, guint index);

#ifndef TCK_CHECK_PRIVATE
#define tck_pci_find(t, ...) TCK_VALUE(t, tck_pci_find(t, __VA_ARGS__))
#define tck_pci_config(t, ...) TCK_VALUE(t, tck_pci_config(t, __VA_ARGS__))
#define tck_pci_set_config(t, ...) TCK_VERB(t, tck_pci_set_config(t, __VA_ARGS__))
#define tck_pci_set_decode(t, ...) TCK_VERB(t, tck_pci_set_decode(t, __VA_ARGS__))
#define tck_pci_map(t, ...) TCK_VALUE(t, tck_pci_map(t, __VA_ARGS__))
#endif
