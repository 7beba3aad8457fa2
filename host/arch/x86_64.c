/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "arch.h"
#include "machine.h"

static const char *const machines[] = {"pc", "q35", "microvm", "isapc", TCK_MACHINE_OLD, NULL};

static const TckBoot boots[] = {
        {.name = "multiboot", .image = "pvpanic-tck.elf", .symbols = "pvpanic-tck.debug", .usual = TRUE},
        {.name = "efi",
         .image = "pvpanic-tck.efi",
         .symbols = "pvpanic-tck.efi.debug",
         .firmware = TRUE,
         .usual = TRUE},
        {.name = "iso", .image = "pvpanic-tck.iso", .symbols = "pvpanic-tck.debug", .medium = TCK_MEDIUM_CD},
        {.name = "esp",
         .image = "pvpanic-tck-esp.img",
         .symbols = "pvpanic-tck.efi.debug",
         .medium = TCK_MEDIUM_DISK,
         .firmware = TRUE},
        {0}};

/* microvm has ACPI if asked, the last word on which counts, and a serial port of its own in the place of the kit's. */
static const char *machine_options(const char *type) {
        return g_str_equal(type, "microvm") ? "isa-serial=off,acpi=on" : NULL;
}

/* isapc comes with a 486, and the probe is 64-bit code. */
static const char *cpu(const char *type) {
        return g_str_equal(type, "isapc") ? "qemu64" : NULL;
}

static gboolean edk2_without_acpi(const char *type) {
        return !g_str_has_prefix(type, "pc-i440fx-");
}

/* "pc-i440fx-2.12" as 212; 0 for what is not a versioned PC. */
static guint machine_version(const char *name) {
        static const char prefix[] = "pc-i440fx-";
        char *end;
        guint64 major, minor;

        if (!g_str_has_prefix(name, prefix))
                return 0;
        major = g_ascii_strtoull(name + strlen(prefix), &end, 10);
        minor = *end == '.' ? g_ascii_strtoull(end + 1, NULL, 10) : 0;
        return (guint) (MIN(major, 999) * 100 + MIN(minor, 99));
}

/* A CPU outside long mode has EIP and EFL in the places of RIP and RFL. */
static gboolean read_registers(const char *text, const char *end, TckVcpu *ret_cpu) {
        static const guint64 interrupt_flag = 1 << 9;
        guint64 ip, flags, halted;

        if (!(tck_register_value(text, end, "RIP=", 16, &ip) || tck_register_value(text, end, "EIP=", 16, &ip)) ||
            !(tck_register_value(text, end, "RFL=", 16, &flags) || tck_register_value(text, end, "EFL=", 16, &flags)) ||
            !tck_register_value(text, end, "HLT=", 10, &halted))
                return FALSE;
        ret_cpu->ip = ip;
        ret_cpu->interrupts = (flags & interrupt_flag) != 0;
        ret_cpu->halted = halted != 0;
        return TRUE;
}

TCK_ARCH(.name = "x86_64", .program = "qemu-system-x86_64", .package = "qemu-system-x86", .usual_machines = "pc,q35",
         .machines = machines, .boots = boots, .wire = "isa-serial,iobase=0x2f8,irq=3,chardev=wire",
         .console = "isa-serial,iobase=0x3f8,irq=4,chardev=console", .machine_options = machine_options, .cpu = cpu,
         .edk2_without_acpi = edk2_without_acpi, .machine_version = machine_version, .read_registers = read_registers)
