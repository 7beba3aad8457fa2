/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>

#include "arch.h"

#define IMAGES .image = "pvpanic-tck-ppc64.elf", .symbols = "pvpanic-tck-ppc64.debug"

static const char *const targets[] = {"ppc64", NULL};
static const char *const unames[] = {"ppc64", "ppc64le", NULL};
static const char *const channels[] = {"os-term", NULL};
static const char *const panic_models[] = {"pseries", NULL};
/* Its PCI is reached through RTAS, which the probe does not do. */
static const TckMachine machines[] = {{.name = "pseries", .no_pci = TRUE, .no_acpi = TRUE, .domains = TRUE}, {0}};

/* The machine takes memory in blocks of 256 MiB. VOF is a client interface that QEMU provides; SLOF is a whole Open Firmware. */
static const TckBoot boots[] = {{.name = "vof", IMAGES, .machine = "x-vof=on", .memory = 256, .usual = TRUE},
                                {.name = "slof", IMAGES, .memory = 256, .slow = TRUE},
                                {0}};

/* Whether a CPU is halted is not told. */
static gboolean read_registers(const char *text, const char *end, TckVcpu *ret_cpu) {
        static const guint64 external_interrupts = 0x8000; /* in the MSR */
        guint64 msr;

        if (!tck_register_value(text, end, "NIP ", 16, &ret_cpu->ip) ||
            !tck_register_value(text, end, "\nMSR ", 16, &msr))
                return FALSE;
        ret_cpu->interrupts = (msr & external_interrupts) != 0;
        ret_cpu->halted = FALSE;
        return TRUE;
}

/* In elf_prstatus: 32 general registers, of which the second is the stack pointer, then NIP and others. */
#define R(n) (112 + 8 * (n))

TCK_ARCH(.name = "ppc64", .program = "qemu-system-ppc64", .package = "qemu-system-ppc",
         .compiler = "gcc-powerpc64-linux-gnu", .usual_machines = "pseries", .channels = channels, .machines = machines,
         .boots = boots, .no_fw_cfg = TRUE, .wire = "spapr-vty,chardev=wire,reg=0x71000002",
         .console = "spapr-vty,chardev=console,reg=0x71000001",
         .domains = {.usual = "pseries",
                     .models = panic_models,
                     .wire = "<target type='spapr-vio-serial' port='1'><model name='spapr-vty'/></target>"
                             "<address type='spapr-vio' reg='0x71000002'/>",
                     .console = "<target type='spapr-vio-serial' port='0'><model name='spapr-vty'/></target>"
                                "<address type='spapr-vio' reg='0x71000001'/>"},
         .targets = targets, .read_registers = read_registers, .big_endian = TRUE, .page_size = 65536,
         .prstatus = {{EM_PPC64, .size = 504, .word = 8, .ip = R(32), .sp = R(1), .frame = R(1), .link = R(36),
                       .frames = {0, 16, TRUE}, .either_order = TRUE, .library = "ppc64", .library_ip = "pc",
                       .library_sp = "r1", .unames = unames}})
