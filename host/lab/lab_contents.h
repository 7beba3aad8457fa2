/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is in the lab: a kernel's modules, busybox, the QEMU under test with its libraries and ROMs, this program with its libraries,
 * and the probes' images, each at the path that it has here but for what is below /lab.
 */
#pragma once

#include "arch.h"
#include "lab_cpio.h"

/* Where the lab has this program, the QEMU under test and the probes' images. */
#define TCK_LAB_HARNESS "/lab/pvpanic-tck"
#define TCK_LAB_QEMU "/lab/qemu"
#define TCK_LAB_GUESTS "/lab/guests"

typedef struct {
        const char *kernel; /* the folder that tck_lab_kernel() gives */
        const char *qemu;   /* the one under test */
        const char *guests; /* the folder of the probes' images */
        const TckArch *arch;
        gboolean libvirt; /* what the layer libvirt takes, too */
} TckLabParts;

/* The folder with vmlinuz, busybox, modules and kvm that scripts/linux-guest has fetched for this machine's suite. NULL with
 * TCK_ERROR_ABSENT, which says what to do. Free with g_free(). */
char *tck_lab_kernel(GError **error);

/* Whether the lab can boot guests in that way: it has neither UEFI firmware nor images of disks. */
gboolean tck_lab_boots(const TckBoot *boot);

/* The entries of the initramfs; looks at the QEMU under test by starting it. Free with tck_cpio_free(). */
TckCpio *tck_lab_contents(const TckLabParts *parts, gint64 deadline, GError **error);
