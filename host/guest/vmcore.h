/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the core of a guest tells without symbols, whoever wrote it: QEMU, the kernel's /proc/vmcore, makedumpfile, and each other form that
 * libkdumpfile reads, of each architecture that it knows. (core.h reads the cores that conformance cases hold QEMU to.)
 */
#pragma once

#include "dmesg.h"

typedef struct {
        gboolean has_place; /* whether the next two are told */
        guint64 ip, sp;
        guint pid; /* of the task on it, 0 if that is not told */
} TckVmcoreCpu;

/* To be read alone. All of it comes from the file, and texts are valid UTF-8, not yet safe to print. */
typedef struct {
        char *format;      /* "ELF dump", "Compressed KDUMP v6, flattened": libkdumpfile's word for it */
        char *arch;        /* "x86_64", "s390x"; NULL if it is not known */
        char *release;     /* of Linux: "6.1.0-28-cloud-amd64"; NULL if it is not told */
        char *vmcoreinfo;  /* NULL if there is none */
        gboolean found;    /* no note tells it, and it was found in the guest's memory */
        gint64 crash_time; /* seconds since 1970, 0 if it is not told */
        guint cpu_count;
        const TckVmcoreCpu *cpus; /* at most TCK_VMCORE_CPUS_MAX */
        GBytes *windows;          /* the header of a dump that Windows' driver left instead of VMCOREINFO; NULL */
        GPtrArray *troubles;      /* char *: what could not be read or taken, and why, one sentence each */
} TckVmcore;

enum { TCK_VMCORE_CPUS_MAX = 512 };

/* Whether a file that begins with these bytes may be a core: the rest is to be opened to be known. */
enum { TCK_VMCORE_SIGNATURE = 18 };
gboolean tck_vmcore_is_one(const guint8 beginning[TCK_VMCORE_SIGNATURE]);

/* Opens a core. One that is malformed is TCK_ERROR_PROTOCOL. The deadline is for all that is read of it, later as well: then it is
 * TCK_ERROR_TIMEOUT; within it no more than some seconds go into looking for VMCOREINFO in memory. Free with tck_vmcore_free(). */
TckVmcore *tck_vmcore_open(const char *path, gint64 deadline, GError **error);
void tck_vmcore_free(TckVmcore *core);

/* Prints the kernel's log, as tck_dmesg_read() does. */
gboolean tck_vmcore_dmesg(TckVmcore *core, const TckDmesgSink *sink, guint64 *ret_missing, GError **error);

/* Reads memory of the guest's kernel, at virtual addresses. What is not in the core, or not mapped, is TCK_ERROR_REFUSED. */
gboolean tck_vmcore_read(TckVmcore *core, guint64 address, void *ret_bytes, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckVmcore, tck_vmcore_free)
