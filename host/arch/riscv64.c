/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"

static const char *const targets[] = {"riscv64", NULL};
static const char *const channels[] = {"pci", NULL};
static const TckMachine machines[] = {{.name = "virt", .bare = TRUE}, {0}};
static const TckBoot boots[] = {
        {.name = "kernel", .image = "pvpanic-tck-riscv64.elf", .symbols = "pvpanic-tck-riscv64.debug", .usual = TRUE},
        {0}};

/* QEMU 7.2 does not take files for its fw_cfg. */
TCK_ARCH(.name = "riscv64", .program = "qemu-system-riscv64", .package = "qemu-system-riscv",
         .compiler = "gcc-riscv64-linux-gnu", .usual_machines = "virt", .channels = channels, .machines = machines,
         .boots = boots, .no_fw_cfg = TRUE, .wire = "pci-serial,chardev=wire", .targets = targets)
