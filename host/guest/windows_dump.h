/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header of a dump of Windows' memory: MEMORY.DMP of 32 and 64 bits, live dumps, what QEMU writes as win-dmp, and what the virtio-win
 * driver leaves in the guest's memory for it. Source of the layout: Microsoft's DUMP_HEADER32 and DUMP_HEADER64 (win32metadata,
 * Windows.Win32.System.Diagnostics.Debug), QEMU's include/qemu/win_dump_defs.h.
 *
 * Windows fills a header with the word PAGE before it writes to it: what still has that is not told.
 */
#pragma once

#include <json-glib/json-glib.h>

enum { TCK_WINDOWS_PARAMETERS = 4, TCK_WINDOWS_HEADER = 0x2000 /* bytes, at most */ };

/* The code of a dump of a system that runs on. */
enum { TCK_WINDOWS_LIVE = 0x161 };

/* A number that may not be told. */
typedef struct {
        gboolean told;
        guint64 value;
} TckWindowsNumber;

typedef struct {
        guint bits;                                                /* 32 or 64 */
        TckWindowsNumber code, parameters[TCK_WINDOWS_PARAMETERS]; /* the bug check; a code of 0 is not told */
        TckWindowsNumber build, cpus;
        TckWindowsNumber directory, debugger; /* physical address of a page table, virtual one of KdDebuggerDataBlock */
        gboolean checked;                     /* a build for debugging */
        gboolean live;    /* written of a system that ran on: by its code, or by the header's word */
        gboolean offline; /* not written by Windows itself */
        char *kind;       /* "complete memory dump"; NULL if it is not told */
        char *machine;    /* "x64"; NULL */
        GDateTime *time;  /* of the crash, UTC; NULL */
        gint64 uptime;    /* seconds, -1 if it is not told */
        char *comment;    /* valid UTF-8; NULL if it is not told, or empty */
} TckWindowsDump;

/* Whether a file that begins with these bytes is one. */
enum { TCK_WINDOWS_SIGNATURE = 8 };
gboolean tck_windows_dump_is_one(const guint8 beginning[TCK_WINDOWS_SIGNATURE]);

/* Reads a header, of which there may be less than there should be: what is behind its end is not told. TCK_ERROR_PROTOCOL if it is none.
 * Free with tck_windows_dump_free(). */
TckWindowsDump *tck_windows_dump_new(const guint8 *bytes, gsize length, GError **error);
void tck_windows_dump_free(TckWindowsDump *dump);

/* The bug check in the form in which QEMU tells that of Hyper-V's crash registers (channel/panic_info.h decodes it); a parameter that is not
 * told is missing. NULL if the code is not told. Free with json_object_unref(). */
JsonObject *tck_windows_dump_info(const TckWindowsDump *dump);

/* "Windows build 19041, x64, 4 CPUs", of what is told. Free with g_free(). */
char *tck_windows_dump_system(const TckWindowsDump *dump);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckWindowsDump, tck_windows_dump_free)
