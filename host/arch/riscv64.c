/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>

#include "arch.h"

static const char *const targets[] = {"riscv64", NULL};
static const char *const channels[] = {"pci", NULL};
static const TckMachine machines[] = {{.name = "virt", .bare = TRUE}, {0}};
static const TckBoot boots[] = {
        {.name = "kernel", .image = "pvpanic-tck-riscv64.elf", .symbols = "pvpanic-tck-riscv64.debug", .usual = TRUE},
        {0}};

static gboolean is_core(guint machine) {
        return machine == EM_RISCV;
}

enum { PRSTATUS = 376 };

/* Linux's elf_prstatus: PC, X1 to X31. */
static gboolean read_prstatus(const guint8 *note, gsize size, TckRegisters *ret_registers) {
        enum { REGISTERS = 112, PC = 0, SP = 2 };

        if (size != PRSTATUS)
                return FALSE;
        ret_registers->ip = tck_note_number(note, REGISTERS + 8 * PC);
        ret_registers->sp = tck_note_number(note, REGISTERS + 8 * SP);
        return TRUE;
}

/* QEMU 7.2 does not take files for its fw_cfg. The monitor's registers are not read: a Linux that waits has interrupts masked, and they do not
 * tell that it waits. */
TCK_ARCH(.name = "riscv64", .program = "qemu-system-riscv64", .package = "qemu-system-riscv",
         .compiler = "gcc-riscv64-linux-gnu", .usual_machines = "virt", .channels = channels, .machines = machines,
         .boots = boots, .no_fw_cfg = TRUE, .wire = "pci-serial,chardev=wire", .targets = targets, .ram = 0x80000000,
         .prstatus_sizes = {PRSTATUS}, .is_core = is_core, .read_prstatus = read_prstatus)
