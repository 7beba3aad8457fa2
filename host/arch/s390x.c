/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>

#include "arch.h"

static const char *const targets[] = {"s390x", NULL};
static const char *const channels[] = {"disabled-wait", NULL};
static const char *const panic_models[] = {"s390", NULL};
static const TckMachine machines[] = {{.name = "s390-ccw-virtio", .no_pci = TRUE, .no_acpi = TRUE, .domains = TRUE},
                                      {0}};
static const TckBoot boots[] = {
        {.name = "kernel", .image = "pvpanic-tck-s390x.elf", .symbols = "pvpanic-tck-s390x.debug", .usual = TRUE}, {0}};

/* In elf_prstatus: mask and address of the PSW, and the general registers, of which the last is the stack pointer. */
#define PSW_MASK 112
#define PSW_ADDRESS 120
#define R(n) (128 + 8 * (n))

/* Bits of a PSW's mask, of which bit 0 is the most significant. */
#define BIT(n) (G_GUINT64_CONSTANT(1) << (63 - (n)))
static const guint64 wait = BIT(14), interrupts = BIT(6) | BIT(7) | BIT(13); /* I/O, external, machine check */

/* A CPU that waits with all interrupts disabled has stopped for good. At an address that ends in 0xfff it says that the guest has shut down. */
static JsonObject *crash_of_cpu(const TckRegisters *registers, guint number) {
        JsonObject *info;

        if (!(registers->status & wait) || registers->status & interrupts || (registers->ip & 0xfff) == 0xfff)
                return NULL;
        info = json_object_new();
        json_object_set_string_member(info, "type", "s390");
        json_object_set_int_member(info, "core", number);
        json_object_set_int_member(info, "psw-mask", (gint64) registers->status);
        json_object_set_int_member(info, "psw-addr", (gint64) registers->ip);
        json_object_set_string_member(info, "reason", "disabled-wait");
        return info;
}

/* One in some sixty VMs with two CPUs, restored by QEMU 7.2, takes no command; booted VMs and those of 11.1 do.
 * The monitor's registers are not read: that can end QEMU while a CPU runs (docs/findings/s390x-info-registers.md). */
TCK_ARCH(.name = "s390x", .program = "qemu-system-s390x", .package = "qemu-system-s390x",
         .compiler = "gcc-s390x-linux-gnu", .usual_machines = "s390-ccw-virtio", .channels = channels,
         .machines = machines, .boots = boots, .no_snapshot_of_cpus = TRUE, .no_fw_cfg = TRUE,
         .wire = "sclpconsole,chardev=wire", .console = "sclplmconsole,chardev=console",
         .domains = {.usual = "s390",
                     .models = panic_models,
                     .wire = "<target type='sclp-serial' port='1'><model name='sclpconsole'/></target>",
                     .console = "<target type='sclp-serial' port='0'><model name='sclplmconsole'/></target>"},
         .targets = targets, .big_endian = TRUE,
         .prstatus = {{EM_S390, .size = 336, .word = 8, .ip = PSW_ADDRESS, .sp = R(15), .status = PSW_MASK,
                       .frame = R(15), .link = R(14), .frames = {0, 112, TRUE}, .library = "s390x",
                       .library_ip = "pswa", .library_sp = "r15", .unames = targets}},
         .crash_of_cpu = crash_of_cpu)
