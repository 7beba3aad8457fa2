/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>

#include "arch.h"

static const char *const targets[] = {"aarch64", NULL};
static const char *const channels[] = {"pci", NULL};
static const char *const panic_models[] = {"pvpanic", NULL};
static const TckMachine machines[] = {{.name = "virt", .bare = TRUE, .domains = TRUE}, {0}};
static const TckBoot boots[] = {
        {.name = "kernel", .image = "pvpanic-tck-aarch64.elf", .symbols = "pvpanic-tck-aarch64.debug", .usual = TRUE},
        /* With less memory AAVMF ends in an exception, and no message. */
        {.name = "efi",
         .image = "pvpanic-tck-aarch64.efi",
         .symbols = "pvpanic-tck-aarch64.efi.debug",
         .memory = 128,
         .firmware = TRUE},
        {.name = "esp",
         .image = "pvpanic-tck-aarch64-esp.img",
         .symbols = "pvpanic-tck-aarch64.efi.debug",
         .memory = 128,
         .medium = TCK_MEDIUM_DISK,
         .firmware = TRUE},
        {0}};

/* EDK2 with code and variables in one file: Debian and Ubuntu, Fedora and Arch, openSUSE. */
static const char *const firmware[] = {
        "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd",
        "/usr/share/edk2/aarch64/QEMU_EFI.fd",
        "/usr/share/qemu/aavmf-aarch64-code.bin",
        NULL,
};

/* The machine type's default has 32 bits. */
static const char *cpu(const char *type) {
        (void) type;
        return "cortex-a57";
}

/* In elf_prstatus: X0 to X30, SP, PC. */
#define X(n) (112 + 8 * (n))

/* The monitor's registers are not read: a Linux that waits has interrupts masked, and they do not tell that it waits. */
TCK_ARCH(.name = "aarch64", .program = "qemu-system-aarch64", .package = "qemu-system-arm",
         .compiler = "gcc-aarch64-linux-gnu", .usual_machines = "virt", .channels = channels, .machines = machines,
         .boots = boots, .free_address = 0x3ef00000, .firmware = firmware, .firmware_package = "qemu-efi-aarch64",
         .wire = "pci-serial,chardev=wire",
         .domains = {.usual = "pvpanic",
                     .models = panic_models,
                     .wire = TCK_DOMAIN_PCI_SERIAL,
                     .console = "<target type='system-serial' port='0'><model name='pl011'/></target>",
                     .offered = TRUE},
         .cpu = cpu, .targets = targets, .ram = 0x40000000, .page_size = 0x10000,
         .prstatus = {{EM_AARCH64, .size = 392, .word = 8, .ip = X(32), .sp = X(31), .frame = X(29), .link = X(30),
                       .frames = {0, 8, FALSE}, .library = "aarch64", .library_ip = "pc", .library_sp = "sp",
                       .unames = targets}})
