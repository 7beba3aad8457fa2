/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>
#include <string.h>

#include "arch.h"

static const char *const targets[] = {"s390x", NULL};
static const char *const channels[] = {"disabled-wait", NULL};
static const char *const panic_models[] = {"s390", NULL};
static const TckMachine machines[] = {{.name = "s390-ccw-virtio", .no_pci = TRUE, .no_acpi = TRUE, .domains = TRUE},
                                      {0}};
static const TckBoot boots[] = {
        {.name = "kernel", .image = "pvpanic-tck-s390x.elf", .symbols = "pvpanic-tck-s390x.debug", .usual = TRUE}, {0}};

/* ---- cores ---- */

static gboolean is_core(guint machine) {
        return machine == EM_S390;
}

static guint64 number64(const guint8 *bytes) {
        guint64 value;

        memcpy(&value, bytes, sizeof value);
        return GUINT64_FROM_BE(value);
}

enum { PRSTATUS = 336 };

/* Linux's elf_prstatus: mask and address of the PSW, then sixteen general registers, of which the last is the stack pointer. */
static gboolean read_prstatus(const guint8 *note, gsize size, TckRegisters *ret_registers) {
        enum { PSW_ADDRESS = 120, REGISTERS = 128, STACK_POINTER = 15 };

        if (size != PRSTATUS)
                return FALSE;
        *ret_registers = (TckRegisters){.ip = number64(note + PSW_ADDRESS),
                                        .sp = number64(note + REGISTERS + 8 * STACK_POINTER)};
        return TRUE;
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
         .targets = targets, .big_endian = TRUE, .is_core = is_core, .prstatus_sizes = {PRSTATUS},
         .read_prstatus = read_prstatus)
