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

/* In elf_prstatus, behind mask and address of the PSW. The last register is the stack pointer. */
#define R(n) (128 + 8 * (n))

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
         .prstatus = {{EM_S390, .size = 336, .word = 8, .ip = 120, .sp = R(15)}})
