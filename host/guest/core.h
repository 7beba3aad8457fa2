/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads cores of guests. A core comes from a hypervisor, and parts of it from the guest: sizes and offsets are checked
 * before they are used. dump.h makes QEMU write one.
 */
#pragma once

#include "arch.h"

typedef enum {
        TCK_CORE_ELF,
        TCK_CORE_KDUMP_ZLIB, /* compressed pages, in a flattened file, as makedumpfile -F writes it */
        TCK_CORE_KDUMP_LZO,
        TCK_CORE_KDUMP_SNAPPY,
        TCK_CORE_KDUMP_RAW_ZLIB, /* the same, not flattened */
        TCK_CORE_KDUMP_RAW_LZO,
        TCK_CORE_KDUMP_RAW_SNAPPY,
        TCK_CORE_FORMATS,
} TckCoreFormat;

/* The name in DumpGuestMemoryFormat of the QAPI schema: "elf", "kdump-zlib", ... */
const char *tck_core_format_name(TckCoreFormat format);

/* A PT_LOAD segment of ELF, which is complete in the file. */
typedef struct {
        guint64 physical, virtual; /* addresses */
        guint64 length;            /* bytes, in the file */
        guint64 memory;            /* bytes, in the guest */
        guint64 offset;            /* in the file */
} TckCoreSegment;

/* The header of kdump, and whether the file is flattened. */
typedef struct {
        gboolean flattened, big_endian;
        guint version;
        guint block_size; /* bytes: the guest's page size */
        guint cpus;
        guint status;               /* TCK_KDUMP_... */
        guint64 pages, descriptors; /* where the bitmap of the pages in the core begins, and their descriptors, bytes */
        char machine[65];
} TckKdump;

enum { TCK_KDUMP_ZLIB = 1, TCK_KDUMP_LZO = 2, TCK_KDUMP_SNAPPY = 4 };

enum { TCK_CORE_CPUS_MAX = 4096 };

/* An open core, with its headers and notes. Callers only read it; everything belongs to the core. */
typedef struct {
        TckCoreFormat format; /* by its header and, for kdump, its compression */
        const TckArch *arch;  /* of the guest; NULL for kdump of an unknown one, which has no registers then */
        gboolean big_endian;  /* the guest's numbers */
        guint cpu_count, state_count, segment_count;
        const TckRegisters *cpus;   /* the virtual CPUs that have an NT_PRSTATUS note, at most TCK_CORE_CPUS_MAX */
        const TckRegisters *states; /* the same from QEMU's own notes, named "QEMU", which also have the page table */
        const char *vmcoreinfo;     /* the guest's VMCOREINFO, made valid UTF-8; NULL if there is none */
        guint header_size;          /* ELF: e_ehsize, bytes. kdump: 0 */
        const TckCoreSegment *segments; /* ELF alone */
        const TckKdump *kdump;          /* NULL for ELF */
} TckCore;

/* Opens a core of a guest of a known architecture. TCK_ERROR_PROTOCOL if it is malformed. The deadline applies to all reads
 * of the core, later ones too, and gives TCK_ERROR_TIMEOUT. The time for opening is linear in the size of the headers and notes. Not to
 * be used by several threads at once. Free with tck_core_free(). */
TckCore *tck_core_open(const char *path, gint64 deadline, GError **error);
void tck_core_free(TckCore *core);

/* Reads the guest's memory. TCK_ERROR_REFUSED for memory that is not in the core, and for all virtual addresses of kdump. A kdump core
 * whose compression this machine's libkdumpfile does not support gives TCK_ERROR_ENVIRONMENT. */
gboolean tck_core_read(const TckCore *core, guint64 physical, void *ret_bytes, gsize length, GError **error);
gboolean tck_core_read_virtual(const TckCore *core, guint64 virtual, void *ret_bytes, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCore, tck_core_free)
