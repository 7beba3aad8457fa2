/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>
#include <string.h>

#include "arch.h"

static const char *const targets[] = {"x86_64", "i386", NULL};

static const char *const channels[] = {"isa", "pci", "hyperv", NULL};

static const char *const panic_models[] = {"isa", "hyperv", "pvpanic", NULL};

static const TckMachine machines[] = {{.name = "pc", .domains = TRUE},
                                      {.name = "q35", .domains = TRUE},
                                      {.name = "microvm", .no_pci = TRUE, .no_firmware = TRUE},
                                      {.name = "isapc", .no_pci = TRUE, .no_acpi = TRUE, .no_firmware = TRUE},
                                      {.name = TCK_MACHINE_OLD, .no_dma = TRUE},
                                      {0}};

static const TckBoot boots[] = {
        {.name = "multiboot", .image = "pvpanic-tck.elf", .symbols = "pvpanic-tck.debug", .usual = TRUE},
        {.name = "efi",
         .image = "pvpanic-tck.efi",
         .symbols = "pvpanic-tck.efi.debug",
         .firmware = TRUE,
         .usual = TRUE},
        {.name = "pvh", .image = "pvpanic-tck-pvh.elf", .symbols = "pvpanic-tck.debug"},
        {.name = "iso", .image = "pvpanic-tck.iso", .symbols = "pvpanic-tck.debug", .medium = TCK_MEDIUM_CD},
        {.name = "esp",
         .image = "pvpanic-tck-esp.img",
         .symbols = "pvpanic-tck.efi.debug",
         .medium = TCK_MEDIUM_DISK,
         .firmware = TRUE},
        {0}};

/* OVMF with code and variables in one file: Debian and Ubuntu, Fedora, Arch, openSUSE. */
static const char *const firmware[] = {
        "/usr/share/ovmf/OVMF.fd",
        "/usr/share/edk2/ovmf/OVMF.fd",
        "/usr/share/edk2/x64/OVMF.4m.fd",
        "/usr/share/qemu/ovmf-x86_64.bin",
        NULL,
};

/* microvm has ACPI only if asked; a later acpi=off overrides this. Its own serial port would take the place of the kit's. */
static const char *machine_options(const char *type) {
        return g_str_equal(type, "microvm") ? "isa-serial=off,acpi=on" : NULL;
}

/* isapc's default CPU is a 486; the probe is 64-bit code. */
static const char *cpu(const char *type) {
        return g_str_equal(type, "isapc") ? "qemu64" : NULL;
}

static gboolean edk2_without_acpi(const char *type) {
        return !g_str_has_prefix(type, "pc-i440fx-");
}

/* "pc-i440fx-2.12" as 212; 0 if it is not a versioned PC. */
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

/* Outside long mode, QEMU prints EIP and EFL in place of RIP and RFL. */
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

/* ---- cores ---- */

static guint32 number32(const guint8 *bytes) {
        guint32 value;

        memcpy(&value, bytes, sizeof value);
        return GUINT32_FROM_LE(value);
}

static guint64 number64(const guint8 *bytes) {
        guint64 value;

        memcpy(&value, bytes, sizeof value);
        return GUINT64_FROM_LE(value);
}

/* In elf_prstatus of 64 bits, and of 32. */
#define REGISTER_64(n) (112 + 8 * (n))
#define REGISTER_32(n) (72 + 4 * (n))

static const char *const unames[] = {"x86_64", NULL}, *const unames_32[] = {"i386", "i486", "i586", "i686", NULL};

/* QEMU's QEMUCPUState, version 1: version, size, general registers, RIP, flags, ten segments, CR0 to CR4. */
static gboolean read_state(const guint8 *note, gsize size, TckRegisters *ret_registers) {
        enum { VERSION = 1, RSP = 56, RIP = 136, CR3 = 416, SIZE_MIN = 432 };

        if (size < SIZE_MIN || number32(note) != VERSION || number32(note + 4) != size)
                return FALSE;
        *ret_registers = (TckRegisters){
                .ip = number64(note + RIP), .sp = number64(note + RSP), .page_table = number64(note + CR3)};
        return TRUE;
}

TCK_ARCH(.name = "x86_64", .program = "qemu-system-x86_64", .package = "qemu-system-x86", .usual_machines = "pc,q35",
         .channels = channels, .machines = machines, .boots = boots,
         .wire = "isa-serial,iobase=0x2f8,irq=3,chardev=wire",
         .console = "isa-serial,iobase=0x3f8,irq=4,chardev=console",
         .domains = {.usual = "isa",
                     .models = panic_models,
                     .wire = "<target port='1'/>",
                     .console = "<target port='0'/>",
                     .acpi = TRUE},
         .machine_options = machine_options, .cpu = cpu, .free_address = 0xfea00000, .bios_end = 0x100000,
         .firmware = firmware, .firmware_package = "ovmf", .plain_cpu = "qemu64",
         .edk2_without_acpi = edk2_without_acpi, .machine_version = machine_version, .targets = targets,
         .read_registers = read_registers,
         .prstatus = {{EM_X86_64, .size = 336, .word = 8, .ip = REGISTER_64(16), .sp = REGISTER_64(19),
                       .frame = REGISTER_64(4), .frames = {0, 8, FALSE}, .library = "x86_64", .library_ip = "rip",
                       .library_sp = "rsp", .unames = unames},
                      {EM_386, .size = 144, .word = 4, .ip = REGISTER_32(12), .sp = REGISTER_32(15), .library = "ia32",
                       .library_ip = "eip", .library_sp = "esp", .unames = unames_32}},
         .read_state = read_state)
