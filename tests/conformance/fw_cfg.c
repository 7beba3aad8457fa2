/* SPDX-License-Identifier: BSD-2-Clause */
/* The fw_cfg file that tells firmware the port. */
#include "check.h"
#include "pvpanic.h"

static void names_the_port(Tck *t) {
        guint8 bytes[2] = {0};

        tck_expect_number(t, "a file of size", tck_ask(t, "fw-cfg " PVPANIC_FW_CFG_FILE), 2);
        tck_expect_number(t, "bytes", tck_bytes(t, 1, bytes, sizeof bytes), sizeof bytes);
        tck_expect_number(t, "the port, little-endian,", (guint64) bytes[1] << 8 | bytes[0], tck_port(t));
}

/* First reads a file that exists, to show that the probe finds files. */
static void is_absent(Tck *t) {
        if (!tck_ask(t, "fw-cfg opt/pvpanic-tck/options"))
                tck_give_up(t, "the probe does not find its own options in fw_cfg");
        tck_expect_error(t, "not-found", "fw-cfg " PVPANIC_FW_CFG_FILE);
}

TCK_CASES({.name = "fw-cfg/port/default",
           .clause = "fw-cfg.port",
           .summary = "etc/pvpanic-port holds the port, two bytes, little-endian",
           .run = names_the_port},
          {.name = "fw-cfg/port/moved",
           .clause = "fw-cfg.port",
           .summary = "etc/pvpanic-port follows ioport=",
           .run = names_the_port,
           .vm = {.ioport = "0x5a5"}},
          {.name = "fw-cfg/port/absent",
           .clause = "fw-cfg.absent",
           .summary = "without the device there is no etc/pvpanic-port",
           .run = is_absent,
           .needs = {.fw_cfg = TRUE},
           .vm = {.devices = {TCK_NO_DEVICE}}},
          {.name = "fw-cfg/port/absent-with-pci",
           .clause = "fw-cfg.absent",
           .summary = "with only the PCI device there is no etc/pvpanic-port",
           .run = is_absent,
           .needs = {.fw_cfg = TRUE},
           .vm = {.devices = {"pci"}}})
