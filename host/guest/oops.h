/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a guest said of its own crash on its console, taken apart (console/console_parser.h reads it). All of it is text to show, and
 * bounded.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "symbols.h"

typedef struct {
        char *origin;         /* the system: "linux", "edk2", "freebsd" */
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
        GPtrArray *details;   /* char *: lines that explain it, as they were */
        GPtrArray *
                earlier; /* char *: what had failed before it in the same boot, and was survived, the first one first */
        gboolean loaded; /* a crash kernel was loaded, which is to take over */
        char *crash_kernel; /* what came of the crash kernel that took over: "saving vmcore complete"; NULL if none did */
        gboolean gone;      /* the crash kernel has said the last of it: it has panicked, or ends the machine */
        gboolean over;      /* the guest has said the last of it: it had the time to tell the host of it before */
        gboolean last;      /* the console ends with it */
} TckOops;

/* One of that system, of which nothing is known yet. Free with tck_oops_free(). */
TckOops *tck_oops_new(const char *origin);
TckOops *tck_oops_copy(const TckOops *oops);
void tck_oops_free(TckOops *oops);

/* Adds to each address of the backtrace what is there, by the symbols of the image; nothing if it is not told where that
 * lies. Not for Linux, which does so itself. */
void tck_oops_resolve(TckOops *oops, TckSymbols *symbols);

/* As in an incident's record (docs/incident.schema.json), and back; what is not as it should be there is left out. */
JsonObject *tck_oops_to_json(const TckOops *oops);
TckOops *tck_oops_from_json(JsonObject *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckOops, tck_oops_free)
