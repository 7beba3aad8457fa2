/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_record.h"

#include "file.h"
#include "json.h"
#include "lab_message.h"

enum { FILE_MAX = 64 << 20, NESTING_MAX = 8, STATUS_ERROR = 3, STATUS_SKIPPED = 77 };

/* ---- reading ---- */

static gboolean is_status(gint64 status) {
        return status == 0 || status == 1 || status == STATUS_ERROR || status == STATUS_SKIPPED;
}

/* What is elsewhere is recorded by the process that runs it. */
static gboolean is_state(const char *name) {
        TckEntryState state = tck_entry_state_find(name);

        return state != TCK_ENTRY_STATES && state != TCK_ENTRY_ELSEWHERE;
}

/* Whether it has what readers of the merged results rely on. */
static gboolean is_record(JsonObject *object, const char *name) {
        return g_strcmp0(tck_json_string(object, "name"), name) == 0 && is_state(tck_json_string(object, "state")) &&
               is_status(tck_json_int(object, "exit_status", -1)) && tck_json_object(object, "definition") &&
               tck_json_object(object, "system") && tck_json_object(object, "counts") &&
               tck_json_array(object, "results");
}

static void set_interrupted(JsonObject *object, const char *directory) {
        g_autofree char *by = tck_matrix_attempt_by(directory);
        g_autofree char *problem = g_strdup_printf("%s ran it, and died", by ? by : "a process");

        tck_json_set_text(object, "state", tck_entry_state_name(TCK_ENTRY_INTERRUPTED));
        tck_json_set_text(object, "problem", problem);
        json_object_set_int_member(object, "exit_status", STATUS_ERROR);
}

static JsonNode *load(const char *directory, const char *name) {
        g_autofree char *path = g_build_filename(directory, TCK_MATRIX_RECORD, NULL);
        gsize length;
        g_autofree char *text = tck_file_read(path, FILE_MAX, &length, NULL);
        g_autoptr(JsonNode) record = text ? tck_json_parse(text, length, NESTING_MAX) : NULL;
        JsonObject *object = tck_json_node_object(record);

        return object && is_record(object, name) ? g_steal_pointer(&record) : NULL;
}

static gboolean is_running(JsonNode *record) {
        const char *state = tck_json_string(tck_json_node_object(record), "state");

        return g_strcmp0(state, tck_entry_state_name(TCK_ENTRY_RUNNING)) == 0;
}

JsonNode *tck_matrix_record_read(const char *directory, const char *name) {
        JsonNode *record = load(directory, name);

        if (!record || !is_running(record) || tck_matrix_is_attempted(directory))
                return record;
        /* It may have ended since the record was read. */
        json_node_unref(record);
        record = load(directory, name);
        if (record && is_running(record))
                set_interrupted(tck_json_node_object(record), directory);
        return record;
}

gboolean tck_matrix_record_is_foreign(JsonNode *record) {
        JsonObject *object = tck_json_node_object(record);
        JsonArray *results = tck_json_array(object, "results");
        const char *node = tck_json_string(tck_json_object(object, "system"), "node");

        return json_array_get_length(results) && g_strcmp0(node, g_get_host_name()) != 0;
}

/* ---- the entry ---- */

static void take_result(TckMatrixEntry *entry, JsonObject *result) {
        const char *name = tck_json_string(result, "case");
        const TckCase *tested = name ? tck_find_case(name) : NULL;
        g_autofree char *vm = result ? tck_lab_text(result, "vm") : NULL, *message = NULL;
        TckVerdict verdict;

        if (!tested || !vm || !tck_lab_verdict(result, &verdict))
                return;
        message = tck_lab_text(result, "message");
        tck_matrix_entry_add(entry, tested, vm, verdict, message, MAX(0, tck_json_int(result, "duration_us", 0)));
}

void tck_matrix_record_take(JsonNode *record, TckMatrixEntry *entry) {
        JsonObject *object = tck_json_node_object(record), *counts = tck_json_object(object, "counts");
        JsonArray *results = tck_json_array(object, "results");

        entry->state = tck_entry_state_find(tck_json_string(object, "state"));
        entry->problem = tck_lab_text(object, "problem");
        entry->claim = tck_lab_text(object, "verdict");
        entry->hypervisor = tck_lab_text(tck_json_object(object, "system"), "hypervisor");
        entry->status = (int) tck_json_int(object, "exit_status", STATUS_ERROR);
        entry->duration = MAX(0, tck_json_int(object, "duration_us", 0));
        entry->planned = tck_lab_count(counts, "planned");
        entry->taken_over = tck_lab_count(counts, "taken_over");
        for (guint i = 0; i < json_array_get_length(results); i++)
                take_result(entry, tck_json_node_object(json_array_get_element(results, i)));
}
