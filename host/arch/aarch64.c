/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"

static const char *const targets[] = {"aarch64", NULL};
static const char *const channels[] = {"pci", NULL};
static const TckMachine machines[] = {{.name = "virt", .bare = TRUE}, {0}};
static const TckBoot boots[] = {
        {.name = "kernel", .image = "pvpanic-tck-aarch64.elf", .symbols = "pvpanic-tck-aarch64.debug", .usual = TRUE},
        {0}};

/* The machine type's default has 32 bits. */
static const char *cpu(const char *type) {
        (void) type;
        return "cortex-a57";
}

TCK_ARCH(.name = "aarch64", .program = "qemu-system-aarch64", .package = "qemu-system-arm",
         .compiler = "gcc-aarch64-linux-gnu", .usual_machines = "virt", .channels = channels, .machines = machines,
         .boots = boots, .wire = "pci-serial,chardev=wire", .cpu = cpu, .targets = targets)
