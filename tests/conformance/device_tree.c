/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Machines that a device tree describes, without firmware that sets them up: what they do not have of a PC's pvpanic, and how they are
 * powered off.
 */
#include "check.h"
#include "check_pci.h"
#include "pvpanic.h"
#include "reset.h"

/* First a node that is there, to show that the probe finds nodes. */
static void has_no_node(Tck *t) {
        if (!tck_ask(t, "tree pci-host-ecam-generic"))
                tck_give_up(t, "the probe finds no address of the PCI host bridge in the device tree");
        tck_expect_error(t, "not-found", "tree qemu,pvpanic-mmio");
}

/* The port is one of the bus's I/O space, as far as this is in the tree. */
static guint64 port_in_window(Tck *t) {
        guint64 address = tck_ask(t, "window io"), bus = tck_number(t, 1), size = tck_number(t, 2);

        if (!tck_over(t) && (PVPANIC_PORT < bus || PVPANIC_PORT - bus >= size))
                tck_give_up(t, "the device tree has no window to port %#x", PVPANIC_PORT);
        return address + PVPANIC_PORT - bus;
}

static void port_floats(Tck *t) {
        tck_expect_number(t, "a port without a device,",
                          tck_ask(t, "read 1 %#" G_GINT64_MODIFIER "x", port_in_window(t)), 0xff);
}

static void write_is_lost(Tck *t) {
        guint64 port = port_in_window(t);

        tck_do(t, "write 1 %#" G_GINT64_MODIFIER "x %#x", port, PVPANIC_PANICKED);
        tck_do(t, "write 1 %#" G_GINT64_MODIFIER "x %#x", port, PVPANIC_CRASH_LOADED);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

static void power_off(Tck *t) {
        expect_power_off_by_guest(t);
}

#define TREE(name_, clause_, summary_, run_, device)                                               \
        {                                                                                          \
                .name = "device-tree/" name_, .clause = clause_, .summary = summary_, .run = run_, \
                .needs = {.pci = TRUE, .device_tree = TRUE},                                       \
                .vm = {.devices = {device} }                                                       \
        }

TCK_CASES(TREE("node/absent", "device-tree.node", "without a device no node describes one", has_no_node, TCK_NO_DEVICE),
          TREE("node/absent-with-pci", "device-tree.node", "the PCI device has no node in the device tree", has_no_node,
               "pci"),
          TREE("port/floats", "device-tree.port", "without a device port 0x505 reads as all ones", port_floats,
               TCK_NO_DEVICE),
          TREE("port/floats-with-pci", "device-tree.port", "the PCI device does not respond at port 0x505", port_floats,
               "pci"),
          TREE("port/write-is-lost", "device-tree.port", "without a device a write to port 0x505 reports nothing",
               write_is_lost, TCK_NO_DEVICE),
          TREE("port/write-is-lost-with-pci", "device-tree.port",
               "with the PCI device a write to port 0x505 reports nothing", write_is_lost, "pci"),
          {.name = "no-panic/power-off/by-firmware-call",
           .any_channel = TRUE,
           .clause = "no-panic.firmware-call",
           .needs = {.device_tree = TRUE},
           .summary = "a power-off by a call of the firmware is SHUTDOWN by the guest, exit status 0, and no panic",
           .run = power_off,
           .vm = {.shutdown = "poweroff"},
           .ends = TRUE})
