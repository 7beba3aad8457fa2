/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The information in a panic event (GuestPanicInformation in the QAPI schema), decoded: names and meanings for bug
 * checks of Windows (docs/bugchecks.ini, which is built into the program), PSWs, and reasons of confidential guests.
 *
 * The values come from the guest or from a file: they are printed, but not trusted.
 */
#pragma once

#include "channel.h"

typedef struct {
        const char *name; /* "parameter 1": a name of the kit, 12 characters at most */
        char *value;      /* "0x1e", as valid UTF-8, not yet safe to print */
        char *meaning;    /* NULL if there is none */
} TckPanicFact;

struct TckPanicInfo {
        char *type;           /* the hypervisor's word: "hyper-v", "s390", "tdx", "sev", ...; NULL if there is none */
        char *name;           /* in a word: "CLOCK_WATCHDOG_TIMEOUT", "disabled-wait"; NULL if it has no name */
        char *title;          /* in a line: "bug check 0x101 CLOCK_WATCHDOG_TIMEOUT"; not yet safe to print */
        char *advice;         /* for the administrator of the host, a sentence or two; NULL if there is none */
        char *qemu, *libvirt; /* the setting that the advice refers to, or NULL */
        GPtrArray *facts;     /* TckPanicFact * */
};

/* NULL only for no info. Free with tck_panic_info_free(). */
TckPanicInfo *tck_panic_info_decode(JsonObject *info);
void tck_panic_info_free(TckPanicInfo *decoded);

/* "0x1e  time allowed, in clock ticks"; not yet safe to print. Free with g_free(). */
char *tck_panic_fact_text(const TckPanicFact *fact);

/* For a record: an object, or null for NULL. */
JsonNode *tck_panic_info_to_json(const TckPanicInfo *decoded);

/* ---- helpers for the channels' decoders: any value may be missing, or of another type ---- */

/* Adds a fact. The name is a literal; takes ownership of the value; copies the meaning, which may be NULL. */
void tck_panic_add_fact(TckPanicInfo *decoded, const char *name, char *value, const char *meaning);

/* Adds a numeric member of the information as a fact; a missing member, or one that is not a number, is reported as such. */
void tck_panic_add_number(TckPanicInfo *decoded, const char *fact, JsonObject *info, const char *member,
                          const char *meaning);

/* The number of that member; FALSE if there is none. */
gboolean tck_panic_get_number(JsonObject *info, const char *name, guint64 *ret_number);

/* "0x1e". Free with g_free(). */
char *tck_panic_hex(guint64 number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckPanicInfo, tck_panic_info_free)
