/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"

static const char *const targets[] = {"s390x", NULL};
static const char *const channels[] = {"disabled-wait", NULL};
static const TckMachine machines[] = {{.name = "s390-ccw-virtio", .no_pci = TRUE, .no_acpi = TRUE}, {0}};
static const TckBoot boots[] = {
        {.name = "kernel", .image = "pvpanic-tck-s390x.elf", .symbols = "pvpanic-tck-s390x.debug", .usual = TRUE}, {0}};

/* One in some sixty VMs with two CPUs, restored by QEMU 7.2, takes no command; booted VMs and those of 11.1 do.
 * The monitor's registers are not read: that can end QEMU while a CPU runs (docs/findings/s390x-info-registers.md). */
TCK_ARCH(.name = "s390x", .program = "qemu-system-s390x", .package = "qemu-system-s390x",
         .compiler = "gcc-s390x-linux-gnu", .usual_machines = "s390-ccw-virtio", .channels = channels,
         .machines = machines, .boots = boots, .no_snapshot_of_cpus = TRUE, .no_fw_cfg = TRUE,
         .wire = "sclpconsole,chardev=wire", .console = "sclplmconsole,chardev=console", .targets = targets)
