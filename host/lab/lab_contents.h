/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the lab contains: a kernel with its modules, busybox, the QEMU under test with its libraries and ROMs, this program with
 * its libraries, and the probes' images. Each has the same path as on this machine, except for those below /lab.
 */
#pragma once

#include "arch.h"
#include "lab_cpio.h"

/* The paths in the lab of this program, of the QEMU under test, and of the folder of the probes' images. */
#define TCK_LAB_HARNESS "/lab/pvpanic-tck"
#define TCK_LAB_QEMU "/lab/qemu"
#define TCK_LAB_GUESTS "/lab/guests"

typedef struct {
        const char *kernel; /* the folder that tck_lab_kernel() gives */
        const char *qemu;   /* the one under test */
        const char *guests; /* the folder of the probes' images */
        const TckArch *arch;
        gboolean libvirt; /* include what the layer libvirt needs */
} TckLabParts;

/* The folder with vmlinuz, busybox, modules and kvm that scripts/linux-guest has fetched for this machine's suite. NULL with
 * TCK_ERROR_ABSENT, which tells what to do. Free with g_free(). */
char *tck_lab_kernel(GError **error);

/* Whether the lab can boot guests by this method: it has no UEFI firmware and no disk images. */
gboolean tck_lab_boots(const TckBoot *boot);

/* The entries of the initramfs. Starts the QEMU under test to find its files. Free with tck_cpio_free(). */
TckCpio *tck_lab_contents(const TckLabParts *parts, gint64 deadline, GError **error);
