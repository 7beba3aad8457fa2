/* SPDX-License-Identifier: BSD-2-Clause */
/* The results in a results.json, as rows. What has no case or no verdict is left out. */
#pragma once

#include <json-glib/json-glib.h>

#include "result.h"

/* The texts are borrowed from the results, except the key; none but the message is NULL. */
typedef struct {
        char *key; /* of case, VM and architecture */
        const char *name, *clause, *vm, *arch;
        TckVerdict verdict;
        gint64 us;           /* of its last outcome */
        const char *message; /* of the outcome with its verdict */
} TckResultRow;

/* TckResultRow in the order of the file. Free with g_ptr_array_unref(), before the results. */
GPtrArray *tck_results_table(JsonObject *results);

/* The rows of a table by their keys, borrowed. Free with g_hash_table_unref(). */
GHashTable *tck_results_index(const GPtrArray *table);
