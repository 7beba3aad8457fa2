/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_private.h"

#include "check_pci.h"
#include "pvpanic.h"

guint tck_pci_find(Tck *t, guint index) {
        return (guint) tck_ask(t, "pci-find %#x %#x %u", PVPANIC_PCI_VENDOR, PVPANIC_PCI_DEVICE, index);
}

guint64 tck_pci_config(Tck *t, guint width, guint function, guint offset) {
        return tck_ask(t, "pci-read %u %#x %#x", width, function, offset);
}

void tck_pci_set_config(Tck *t, guint width, guint function, guint offset, guint value) {
        tck_do(t, "pci-write %u %#x %#x %#x", width, function, offset, value);
}

void tck_pci_set_decode(Tck *t, guint function, gboolean on) {
        guint command = (guint) tck_pci_config(t, 2, function, PCI_COMMAND);

        tck_pci_set_config(t, 2, function, PCI_COMMAND,
                           on ? command | PCI_COMMAND_MEMORY : command & ~(guint) PCI_COMMAND_MEMORY);
}

guint64 tck_pci_map(Tck *t, guint index) {
        guint function = tck_pci_find(t, index);
        guint64 address = tck_pci_config(t, 4, function, PCI_BAR0) & PCI_BAR_ADDRESS;

        if (!tck_over(t) && !address) {
                address = t->arch->free_address + index * 0x1000;
                tck_pci_set_config(t, 4, function, PCI_BAR0, (guint) address);
        }
        tck_pci_set_decode(t, function, TRUE);
        return address;
}
