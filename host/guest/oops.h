/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a guest said of its own crash: the last oops on its console, taken apart. Known are Linux's on x86 and arm64
 * (Documentation/admin-guide/bug-hunting), EDK2's exception dump and ASSERT (MdePkg, BaseDebugLibSerialPort and
 * CpuExceptionHandlerLib), and that of our own probes.
 *
 * A console holds whatever a guest writes: all of it is text to show, and cut where it is too long.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "symbols.h"

typedef struct {
        char *origin;         /* "linux", "edk2" or "pvpanic-tck" */
        char *cause;          /* the first line of it: "BUG: kernel NULL pointer dereference, address: ..." */
        char *panic;          /* the last word of a guest that gave up, NULL if it did not: "sysrq triggered crash" */
        char *cpu;            /* "0"; NULL if it is not told */
        char *task;           /* "sh (1)"; NULL */
        char *system;         /* the kernel's release, what taints it; NULL */
        char *ip;             /* where it was: "0010:sysrq_handle_crash+0x16/0x20"; NULL */
        gboolean has_image;   /* whether it is told where the image lies */
        guint64 image;        /* its address in the guest */
        GPtrArray *registers; /* char *: "RAX 0000000000000007" */
        GPtrArray *backtrace; /* char *, innermost first: "panic+0x118/0x2ed", "0x103f5e" */
        gboolean over;        /* the guest has said the last of it: it had the time to tell the host of it before */
        gboolean last;        /* the console ends with it */
} TckOops;

/* The last oops of the last boot that the text tells of, NULL if there is none. Free with tck_oops_free(). */
TckOops *tck_oops_parse(const char *text, gsize length);
void tck_oops_free(TckOops *oops);

/* Adds to each address of the backtrace what is there, by the symbols of the image; nothing if it is not told where that
 * lies. Not for Linux, which does so itself. */
void tck_oops_resolve(TckOops *oops, TckSymbols *symbols);

/* As in an incident's record (docs/incident.schema.json), and back; what is not as it should be there is left out. */
JsonObject *tck_oops_to_json(const TckOops *oops);
TckOops *tck_oops_from_json(JsonObject *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckOops, tck_oops_free)
