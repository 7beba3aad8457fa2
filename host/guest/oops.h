/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parsed report of a guest's crash on its console (console/console_parser.h reads it). All of it is text to print, and
 * bounded.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "symbols.h"

typedef struct {
        char *origin;         /* the system: "linux", "edk2", "freebsd" */
        char *cause;          /* the first line of it: "BUG: kernel NULL pointer dereference, address: ..." */
        char *panic;          /* the message of a guest that stopped, NULL if it did not: "sysrq triggered crash" */
        char *cpu;            /* "0"; NULL if it is not known */
        char *task;           /* "sh (1)"; NULL */
        char *system;         /* the kernel's release, what taints it; NULL */
        char *ip;             /* the instruction pointer: "0010:sysrq_handle_crash+0x16/0x20"; NULL */
        gboolean has_image;   /* whether the address of the image is known */
        guint64 image;        /* its address in the guest */
        GPtrArray *registers; /* char *: "RAX 0000000000000007" */
        GPtrArray *backtrace; /* char *, innermost first: "panic+0x118/0x2ed", "0x103f5e" */
        GPtrArray *details;   /* char *: lines that explain it, unchanged */
        GPtrArray *earlier; /* char *: earlier failures in the same boot that the guest survived, the first one first */
        gboolean loaded;    /* a crash kernel was loaded, which should take over */
        char *crash_kernel; /* the result of the crash kernel that took over: "saving vmcore complete"; NULL if none did */
        gboolean gone;      /* the crash kernel's output is complete: it has panicked, or ends the machine */
        gboolean over;      /* the guest's report is complete: it had time to notify the host before that */
        gboolean last;      /* the console ends with it */
} TckOops;

/* An empty report for that system. Free with tck_oops_free(). */
TckOops *tck_oops_new(const char *origin);
TckOops *tck_oops_copy(const TckOops *oops);
void tck_oops_free(TckOops *oops);

/* Adds symbols of the image to each address of the backtrace, if the address of the image
 * is known. Not for Linux, which does so itself. */
void tck_oops_resolve(TckOops *oops, TckSymbols *symbols);

/* To an incident's record (docs/incident.schema.json), and back; invalid parts are omitted. */
JsonObject *tck_oops_to_json(const TckOops *oops);
TckOops *tck_oops_from_json(JsonObject *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckOops, tck_oops_free)
