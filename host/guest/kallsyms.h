/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linux's own table of symbols, in its memory: names for the addresses in a core without any symbol file. VMCOREINFO says since Linux 6.0
 * where it is (source: kernel/kallsyms.c and scripts/kallsyms.c, which describe the table).
 */
#pragma once

#include "kernel_memory.h"
#include "vmcore_info.h"

typedef struct TckKallsyms TckKallsyms;

/* Opens the table of the kernel in that memory, which has to live as long. TCK_ERROR_ABSENT if VMCOREINFO does not say where it is,
 * TCK_ERROR_PROTOCOL if it is not a table in which the kernel's first function has its address. Free with tck_kallsyms_free(). */
TckKallsyms *tck_kallsyms_new(const TckKernelMemory *memory, const TckVmcoreInfo *info, GError **error);
void tck_kallsyms_free(TckKallsyms *symbols);

/* The function that the address is in, and the offset: "panic+0x118", printable ASCII. NULL if it is in none of the kernel itself, such as one
 * of a module, or cannot be read. Free with g_free(). */
char *tck_kallsyms_describe(const TckKallsyms *symbols, guint64 address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckKallsyms, tck_kallsyms_free)
