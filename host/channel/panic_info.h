/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes with a panic (GuestPanicInformation of the QAPI schema), decoded for a person: names and meanings for bug
 * checks of Windows (docs/bugchecks.ini, which is built into the program), PSWs, and reasons of confidential guests.
 *
 * The guest wrote the values, and a file may have brought them here: whatever is in them, they are told, not trusted.
 */
#pragma once

#include "channel.h"

typedef struct {
        const char *name; /* "parameter 1": ours, 12 characters at most */
        char *value;      /* "0x1e", as valid UTF-8, not yet safe to print */
        char *meaning;    /* NULL where there is nothing to say */
} TckPanicFact;

struct TckPanicInfo {
        char *type;           /* as the hypervisor has it: "hyper-v", "s390", "tdx", "sev", ...; NULL if it has none */
        char *name;           /* in a word: "CLOCK_WATCHDOG_TIMEOUT", "disabled-wait"; NULL for what has no name */
        char *title;          /* in a line: "bug check 0x101 CLOCK_WATCHDOG_TIMEOUT"; not yet safe to print */
        char *advice;         /* to a person who runs the host, a sentence or two; NULL if there is none */
        char *qemu, *libvirt; /* the setting that the advice speaks of, or NULL */
        GPtrArray *facts;     /* TckPanicFact * */
};

/* NULL only for no info. Free with tck_panic_info_free(). */
TckPanicInfo *tck_panic_info_decode(JsonObject *info);
void tck_panic_info_free(TckPanicInfo *decoded);

/* "0x1e  time allowed, in clock ticks"; not yet safe to print. Free with g_free(). */
char *tck_panic_fact_text(const TckPanicFact *fact);

/* For a record: an object, or null for NULL. */
JsonNode *tck_panic_info_to_json(const TckPanicInfo *decoded);

/* ---- what the channels decode it with: any value may be missing, or of another kind ---- */

/* Adds a fact. The name is a literal, the value is taken over, the meaning, which may be NULL, is copied. */
void tck_panic_add_fact(TckPanicInfo *decoded, const char *name, char *value, const char *meaning);

/* Adds a member of the information, a number, as a fact; one that is not there, or is not a number, is told as that. */
void tck_panic_add_number(TckPanicInfo *decoded, const char *fact, JsonObject *info, const char *member,
                          const char *meaning);

/* The number of that member; FALSE if there is none. */
gboolean tck_panic_get_number(JsonObject *info, const char *name, guint64 *ret_number);

/* "0x1e". Free with g_free(). */
char *tck_panic_hex(guint64 number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckPanicInfo, tck_panic_info_free)
