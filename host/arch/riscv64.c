/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>

#include "arch.h"

static const char *const targets[] = {"riscv64", NULL};
static const char *const channels[] = {"pci", NULL};
static const char *const panic_models[] = {"pvpanic", NULL};
static const TckMachine machines[] = {{.name = "virt", .bare = TRUE, .domains = TRUE}, {0}};
static const TckBoot boots[] = {
        {.name = "kernel", .image = "pvpanic-tck-riscv64.elf", .symbols = "pvpanic-tck-riscv64.debug", .usual = TRUE},
        {0}};

/* In elf_prstatus: PC, X1 to X31. */
#define X(n) (112 + 8 * (n))

/* QEMU 7.2 does not take files for its fw_cfg. The monitor's registers are not read: a Linux that waits has interrupts masked, and they do not
 * tell that it waits. */
TCK_ARCH(.name = "riscv64", .program = "qemu-system-riscv64", .package = "qemu-system-riscv",
         .compiler = "gcc-riscv64-linux-gnu", .usual_machines = "virt", .channels = channels, .machines = machines,
         .boots = boots, .no_fw_cfg = TRUE, .wire = "pci-serial,chardev=wire",
         .domains = {.usual = "pvpanic",
                     .models = panic_models,
                     .wire = TCK_DOMAIN_PCI_SERIAL,
                     .console = "<target type='system-serial' port='0'><model name='16550a'/></target>",
                     .offered = TRUE},
         .targets = targets, .ram = 0x80000000,
         .prstatus = {{EM_RISCV, .size = 376, .word = 8, .ip = X(0), .sp = X(2), .frame = X(8), .link = X(1),
                       .frames = {-16, -8, FALSE, TRUE}}})
