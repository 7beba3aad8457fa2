/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a guest's core shows without symbols, in any format: QEMU's, the kernel's /proc/vmcore, makedumpfile's, and every other that
 * libkdumpfile reads, of each architecture that it knows. (core.h reads QEMU's cores for the conformance cases.)
 */
#pragma once

#include "arch.h"
#include "dmesg.h"

typedef struct {
        gboolean has_place; /* whether the registers are known */
        TckRegisters registers;
        guint pid; /* of its task, 0 if that is not known */
} TckVmcoreCpu;

/* Callers only read it. All of it comes from the file, and texts are valid UTF-8, not yet safe to print. */
typedef struct {
        char *format;           /* "ELF dump", "Compressed KDUMP v6, flattened": libkdumpfile's name for it */
        char *arch;             /* "x86_64", "s390x"; NULL if it is not known */
        const TckArch *machine; /* of which the CPUs' notes are; NULL if it is none of the kit's */
        gboolean mapped;   /* libkdumpfile knows the architecture: with VMCOREINFO, the kernel's memory can be read */
        char *release;     /* of Linux: "6.1.0-28-cloud-amd64"; NULL if it is not known */
        char *vmcoreinfo;  /* NULL if there is none */
        gboolean found;    /* no note has it, and it was found in the guest's memory */
        gint64 crash_time; /* seconds since 1970, 0 if it is not known */
        guint cpu_count;
        const TckVmcoreCpu *cpus; /* at most TCK_VMCORE_CPUS_MAX */
        GBytes *windows;          /* the header of a dump that Windows' driver left instead of VMCOREINFO; NULL */
        GPtrArray *troubles;      /* char *: what could not be read or taken, and why, one sentence each */
} TckVmcore;

enum { TCK_VMCORE_CPUS_MAX = 512 };

/* Whether a file that begins with these bytes may be a core; only opening it can tell. */
enum { TCK_VMCORE_SIGNATURE = 18 };
gboolean tck_vmcore_is_one(const guint8 beginning[TCK_VMCORE_SIGNATURE]);

/* Opens a core. One that is malformed is TCK_ERROR_PROTOCOL. The deadline is for all reads, later as well: then it is
 * TCK_ERROR_TIMEOUT; the search for VMCOREINFO in memory has a limit of some seconds. Free with tck_vmcore_free(). */
TckVmcore *tck_vmcore_open(const char *path, gint64 deadline, GError **error);
void tck_vmcore_free(TckVmcore *core);

/* Prints the kernel's log like tck_dmesg_read(). */
gboolean tck_vmcore_dmesg(TckVmcore *core, const TckDmesgSink *sink, guint64 *ret_missing, GError **error);

/* Reads memory of the guest's kernel at a virtual address. TCK_ERROR_REFUSED for memory that is not in the core, or not mapped. */
gboolean tck_vmcore_read(TckVmcore *core, guint64 address, void *ret_bytes, gsize length, GError **error);

/* The same at a physical address; of an ELF core, in one segment. */
gboolean tck_vmcore_read_physical(TckVmcore *core, guint64 address, void *ret_bytes, gsize length, GError **error);

/* The place of a kernel's address by its own table of symbols: "panic+0x118", printable ASCII. NULL if it has no table, or the address is not
 * in it. Free with g_free(). */
char *tck_vmcore_describe(TckVmcore *core, guint64 address);

/* The difference between the addresses of the kernel and those that it is linked at. */
guint64 tck_vmcore_bias(TckVmcore *core);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckVmcore, tck_vmcore_free)
