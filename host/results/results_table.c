/* SPDX-License-Identifier: BSD-2-Clause */
#include "results_table.h"

#include "json.h"

static void free_row(gpointer data) {
        TckResultRow *row = data;

        g_free(row->key);
        g_free(row);
}

static const char *text_of(JsonObject *object, const char *name) {
        const char *text = tck_json_string(object, name);

        return text ? text : "";
}

gboolean tck_results_is_race(JsonObject *outcome) {
        TckVerdict verdict = tck_verdict_find(tck_json_string(outcome, "verdict"));

        return (verdict == TCK_KNOWN || verdict == TCK_WAIVED) && tck_json_is_true(outcome, "race");
}

static void read_outcomes(TckResultRow *row, JsonObject *result) {
        JsonArray *outcomes = tck_json_array(result, "outcomes");

        for (guint i = 0; outcomes && i < json_array_get_length(outcomes); i++) {
                JsonObject *outcome = tck_json_node_object(json_array_get_element(outcomes, i));

                row->us = MAX(tck_json_int(outcome, "duration_us", 0), 0);
                if (tck_verdict_find(tck_json_string(outcome, "verdict")) != row->verdict)
                        continue;
                row->message = tck_json_string(outcome, "message");
                row->race = tck_results_is_race(outcome);
        }
}

char *tck_results_key(const char *name, const char *vm, const char *arch) {
        return g_strdup_printf("%s on %s of %s", name, vm, arch);
}

static TckResultRow *read_row(JsonObject *result) {
        TckVerdict verdict = tck_verdict_find(tck_json_string(result, "verdict"));
        const char *name = tck_json_string(result, "case");
        TckResultRow *row;

        if (!name || verdict == TCK_VERDICTS)
                return NULL;
        row = g_new0(TckResultRow, 1);
        *row = (TckResultRow){.name = name,
                              .clause = text_of(result, "clause"),
                              .vm = text_of(result, "vm"),
                              .arch = text_of(result, "architecture"),
                              .verdict = verdict,
                              .advice = tck_json_string(result, "advice")};
        row->key = tck_results_key(name, row->vm, row->arch);
        read_outcomes(row, result);
        return row;
}

GPtrArray *tck_results_table(JsonObject *results) {
        JsonArray *list = json_object_get_array_member(results, "results");
        GPtrArray *table = g_ptr_array_new_with_free_func(free_row);

        for (guint i = 0; i < json_array_get_length(list); i++) {
                TckResultRow *row = read_row(tck_json_node_object(json_array_get_element(list, i)));

                if (row)
                        g_ptr_array_add(table, row);
        }
        return table;
}

GHashTable *tck_results_index(const GPtrArray *table) {
        GHashTable *rows = g_hash_table_new(g_str_hash, g_str_equal);

        for (guint i = 0; i < table->len; i++) {
                TckResultRow *row = table->pdata[i];

                g_hash_table_insert(rows, row->key, row);
        }
        return rows;
}
