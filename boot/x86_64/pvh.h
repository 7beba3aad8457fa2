/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PVH, the other way into the kernel: Xen's "x86/HVM direct boot ABI" (docs/misc/pvh.pandoc, public/arch-x86/hvm/start_info.h),
 * which cloud-hypervisor boots kernels by, and QEMU can.
 */
#pragma once

#include <stdint.h>

#define PVH_MAGIC 0x336ec578u /* what the loader's information begins with */

/* What the loader leaves in EBX the address of: as much of it as a kernel without modules reads. */
struct pvh_start_info {
        uint32_t magic;
        uint32_t version;
        uint32_t flags;
        uint32_t modules_count;
        uint64_t modules;
        uint64_t command_line;
        uint64_t rsdp;
};

_Static_assert(sizeof(struct pvh_start_info) == 40, "");

/* The words that the loader was told; "" if there are none. */
char *pvh_words(const struct pvh_start_info *info);

/* Keeps the address of ACPI's root pointer that the loader gives, and says what it is; 0 if it gives none. */
uint64_t pvh_rsdp(const struct pvh_start_info *info);

/* The address that was kept. */
uint64_t pvh_given_rsdp(void);
