/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads cores of guests. A core is written by a hypervisor and holds what a guest put into it: sizes and places in it are checked
 * before they are believed. To have QEMU write one: dump.h.
 */
#pragma once

#include "arch.h"

typedef enum {
        TCK_CORE_ELF,
        TCK_CORE_KDUMP_ZLIB, /* compressed pages; the file flattened, as makedumpfile -F writes it */
        TCK_CORE_KDUMP_LZO,
        TCK_CORE_KDUMP_SNAPPY,
        TCK_CORE_KDUMP_RAW_ZLIB, /* the same, not flattened */
        TCK_CORE_KDUMP_RAW_LZO,
        TCK_CORE_KDUMP_RAW_SNAPPY,
        TCK_CORE_FORMATS,
} TckCoreFormat;

/* As DumpGuestMemoryFormat of the QAPI schema has it: "elf", "kdump-zlib", ... */
const char *tck_core_format_name(TckCoreFormat format);

/* A PT_LOAD segment of ELF, all of which the file holds. */
typedef struct {
        guint64 physical, virtual; /* addresses */
        guint64 length;            /* bytes, in the file */
        guint64 memory;            /* bytes, in the guest */
        guint64 offset;            /* in the file */
} TckCoreSegment;

/* What the header of kdump says, and whether the file is flattened. */
typedef struct {
        gboolean flattened;
        guint version;
        guint block_size; /* bytes: a page of the guest's */
        guint cpus;
        guint status; /* TCK_KDUMP_... */
        char machine[65];
} TckKdump;

enum { TCK_KDUMP_ZLIB = 1, TCK_KDUMP_LZO = 2, TCK_KDUMP_SNAPPY = 4 };

enum { TCK_CORE_CPUS_MAX = 4096 };

/* A core that is open, and what its headers and notes say: to be read alone, and gone with it. */
typedef struct {
        TckCoreFormat format; /* by its header and, for kdump, its compression */
        guint cpu_count, state_count, segment_count;
        const TckRegisters *cpus;   /* the virtual CPUs that have an NT_PRSTATUS note, at most TCK_CORE_CPUS_MAX */
        const TckRegisters *states; /* the same of QEMU's own notes, named "QEMU", which also tell the page table */
        const char
                *vmcoreinfo; /* the text that the guest left as VMCOREINFO, made valid UTF-8; NULL if there is none */
        guint header_size;   /* ELF: e_ehsize, bytes. kdump: 0 */
        const TckCoreSegment *segments; /* ELF alone */
        const TckKdump *kdump;          /* NULL for ELF */
} TckCore;

/* Opens a core of a guest of an architecture that is known. One that is malformed is TCK_ERROR_PROTOCOL. The deadline is for all that is
 * read of it, later as well: then it is TCK_ERROR_TIMEOUT. What opening takes grows with the file's headers and notes, no faster. Not to
 * be used by several threads at once. Free with tck_core_free(). */
TckCore *tck_core_open(const char *path, gint64 deadline, GError **error);
void tck_core_free(TckCore *core);

/* Reads the guest's memory. What is not in the core is TCK_ERROR_REFUSED, as are all virtual addresses for kdump. A kdump core
 * whose compression this machine's libkdumpfile cannot undo is TCK_ERROR_ENVIRONMENT. */
gboolean tck_core_read(const TckCore *core, guint64 physical, void *ret_bytes, gsize length, GError **error);
gboolean tck_core_read_virtual(const TckCore *core, guint64 virtual, void *ret_bytes, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCore, tck_core_free)
