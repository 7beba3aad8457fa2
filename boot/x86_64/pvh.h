/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PVH, the other entry to the kernel: Xen's "x86/HVM direct boot ABI" (docs/misc/pvh.pandoc,
 * public/arch-x86/hvm/start_info.h), which cloud-hypervisor uses, and QEMU can use.
 */
#pragma once

#include <stdint.h>

#define PVH_MAGIC 0x336ec578u /* the first field of the loader's information */

/* The loader's information, whose address is in EBX: the part that a kernel without modules reads. */
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

/* The kernel's command line; "" if there is none. */
char *pvh_words(const struct pvh_start_info *info);

/* Stores and returns the address of ACPI's root pointer that the loader passed; 0 if it passed none. */
uint64_t pvh_rsdp(const struct pvh_start_info *info);

/* The address that pvh_rsdp() stored. */
uint64_t pvh_given_rsdp(void);
