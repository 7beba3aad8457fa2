/* SPDX-License-Identifier: BSD-2-Clause */
/* The results in a results.json, as rows. What has no case or no verdict is left out. */
#pragma once

#include <json-glib/json-glib.h>

#include "result.h"

/* The texts are borrowed from the results, except the key; none but the message and the advice is NULL. */
typedef struct {
        char *key; /* tck_results_key() */
        const char *name, *clause, *vm, *arch;
        TckVerdict verdict;
        gint64 us;           /* of its last outcome */
        const char *message; /* of the outcome with its verdict */
        gboolean race;       /* that outcome deviates by a race: another run of the same may pass */
        const char *advice;
} TckResultRow;

/* "isa/read/bits on pc-multiboot of x86_64", which identifies a result in its run. Free with g_free(). */
char *tck_results_key(const char *name, const char *vm, const char *arch);

/* Whether the outcome deviates by a race, which only a KNOWN or a WAIVED can: another run of the same may pass. */
gboolean tck_results_is_race(JsonObject *outcome);

/* TckResultRow in the order of the file. Free with g_ptr_array_unref(), before the results. */
GPtrArray *tck_results_table(JsonObject *results);

/* The rows of a table by their keys, borrowed. Free with g_hash_table_unref(). */
GHashTable *tck_results_index(const GPtrArray *table);
