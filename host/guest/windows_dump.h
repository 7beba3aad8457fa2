/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header of a dump of Windows' memory: MEMORY.DMP of 32 and 64 bits, live dumps, what QEMU writes as win-dmp, and what the virtio-win
 * driver leaves in the guest's memory for it. Source of the layout: Microsoft's DUMP_HEADER32 and DUMP_HEADER64 (win32metadata,
 * Windows.Win32.System.Diagnostics.Debug), QEMU's include/qemu/win_dump_defs.h.
 *
 * Windows fills a header with the word PAGE before it writes to it: fields that still have it count as missing.
 */
#pragma once

#include <json-glib/json-glib.h>

enum { TCK_WINDOWS_PARAMETERS = 4, TCK_WINDOWS_HEADER = 0x2000 /* bytes, at most */ };

/* The code of a live dump, of a system that runs on. */
enum { TCK_WINDOWS_LIVE = 0x161 };

/* A number that may be missing. */
typedef struct {
        gboolean known;
        guint64 value;
} TckWindowsNumber;

typedef struct {
        guint bits;                                                /* 32 or 64 */
        TckWindowsNumber code, parameters[TCK_WINDOWS_PARAMETERS]; /* the bug check; a code of 0 counts as missing */
        TckWindowsNumber build, cpus;
        TckWindowsNumber directory, debugger; /* physical address of a page table, virtual one of KdDebuggerDataBlock */
        gboolean checked;                     /* a build for debugging */
        gboolean live;                        /* of a system that ran on: by its code, or by the header's type */
        gboolean offline;                     /* not written by Windows itself */
        char *kind;                           /* "complete memory dump"; NULL if it is missing */
        char *machine;                        /* "x64"; NULL */
        GDateTime *time;                      /* of the crash, UTC; NULL */
        gint64 uptime;                        /* seconds, -1 if it is missing */
        char *comment;                        /* valid UTF-8; NULL if it is missing or empty */
} TckWindowsDump;

/* Whether a file that begins with these bytes is a Windows dump. */
enum { TCK_WINDOWS_SIGNATURE = 8 };
gboolean tck_windows_dump_is_one(const guint8 beginning[TCK_WINDOWS_SIGNATURE]);

/* Reads a header, which may be incomplete: fields beyond its end count as missing. TCK_ERROR_PROTOCOL if it is not a header.
 * Free with tck_windows_dump_free(). */
TckWindowsDump *tck_windows_dump_new(const guint8 *bytes, gsize length, GError **error);
void tck_windows_dump_free(TckWindowsDump *dump);

/* The bug check in QEMU's form for Hyper-V's crash registers (channel/panic_info.h decodes it); a missing parameter is
 * omitted. NULL if the code is missing. Free with json_object_unref(). */
JsonObject *tck_windows_dump_info(const TckWindowsDump *dump);

/* "Windows build 19041, x64, 4 CPUs", as far as known. Free with g_free(). */
char *tck_windows_dump_system(const TckWindowsDump *dump);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckWindowsDump, tck_windows_dump_free)
