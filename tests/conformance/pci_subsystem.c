/* SPDX-License-Identifier: BSD-2-Clause */
/* The IDs of the PCI device by which Windows chooses its driver: vendor, device, subsystem and revision. */
#include "check.h"
#include "check_pci.h"
#include "pvpanic.h"

/* As Windows writes it, and as the driver's INF file does. */
#define DRIVERS_ID "VEN_1B36&DEV_0011&SUBSYS_11001AF4&REV_01"

/* Free with g_free(). */
static char *hardware_id(Tck *t, guint function) {
        guint vendor = (guint) tck_pci_config(t, 2, function, PCI_VENDOR),
              device = (guint) tck_pci_config(t, 2, function, PCI_DEVICE),
              subsystem = (guint) tck_pci_config(t, 4, function, PCI_SUBSYSTEM),
              revision = (guint) tck_pci_config(t, 1, function, PCI_REVISION);

        return g_strdup_printf("VEN_%04X&DEV_%04X&SUBSYS_%08X&REV_%02X", vendor, device, subsystem, revision);
}

/* For each of the VM's devices. */
static void is_the_drivers(Tck *t) {
        for (guint i = 0; tck_vm_spec_device(tck_spec(t), i) && !tck_over(t); i++) {
                g_autofree char *id = hardware_id(t, tck_pci_find(t, i));

                tck_expect_text(t, "the hardware ID", id, DRIVERS_ID);
        }
}

/* The two IDs one by one, which a driver may read, too, are the same as before. */
static void is_fixed(Tck *t) {
        guint function = tck_pci_find(t, 0);
        guint before = (guint) tck_pci_config(t, 4, function, PCI_SUBSYSTEM);

        tck_pci_set_config(t, 4, function, PCI_SUBSYSTEM, ~before);
        tck_expect_number(t, "the same subsystem vendor after a write,", tck_pci_config(t, 2, function, PCI_SUBSYSTEM),
                          before & 0xffff);
        tck_expect_number(t, "the same subsystem ID after a write,", tck_pci_config(t, 2, function, PCI_SUBSYSTEM + 2),
                          before >> 16);
}

TCK_CASES({.name = "pci/subsystem/hardware-id",
           .clause = "pci.subsystem",
           .summary = "Windows finds the hardware ID that its driver is for",
           .run = is_the_drivers,
           .vm = {.devices = {"pci"}},
           .anywhere = TRUE},
          {.name = "pci/subsystem/hardware-id-of-two",
           .clause = "pci.subsystem",
           .summary = "each of two devices has it",
           .run = is_the_drivers,
           .vm = {.devices = {"pci", "pci"}}},
          {.name = "pci/subsystem/fixed",
           .clause = "pci.subsystem",
           .summary = "a write does not change the subsystem",
           .run = is_fixed,
           .vm = {.devices = {"pci"}},
           .anywhere = TRUE})
