/* SPDX-License-Identifier: BSD-2-Clause */
#include "results_matrix.h"

#include "error.h"
#include "file.h"
#include "json.h"
#include "results_file.h"

enum { NESTING_MAX = 16 };

JsonArray *tck_results_matrix_parse(const char *text, gsize length) {
        g_autoptr(JsonNode) root = tck_json_parse(text, length, NESTING_MAX);
        JsonObject *matrix = tck_json_node_object(root);
        JsonArray *targets = tck_json_array(matrix, "targets");

        return targets ? json_array_ref(targets) : NULL;
}

JsonArray *tck_results_matrix_read(const char *folder, GError **error) {
        g_autofree char *path = g_build_filename(folder, "matrix.json", NULL);
        gsize length;
        g_autofree char *text = tck_file_read(path, TCK_RESULTS_MAX, &length, error);
        JsonArray *targets = text ? tck_results_matrix_parse(text, length) : NULL;

        if (text && !targets)
                tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s is not the merged results of a matrix", path);
        return targets;
}

const char *tck_results_matrix_name(JsonObject *target) {
        static const char others[] = G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.+";
        const char *name = tck_json_string(target, "name");

        return name && g_ascii_isalnum(*name) && !name[strspn(name, others)] ? name : NULL;
}

const char *tck_results_matrix_state(JsonObject *target) {
        const char *state = tck_json_string(target, "state");

        return g_strcmp0(state, "done") == 0 ? NULL : state;
}

guint tck_results_matrix_count(JsonObject *target) {
        JsonArray *results = tck_json_array(target, "results");

        return results ? json_array_get_length(results) : 0;
}

static void add_result(JsonBuilder *builder, JsonObject *result) {
        static const char *const texts[] = {"case", "clause", "vm", "verdict"};

        json_builder_begin_object(builder);
        for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
                tck_json_add_text(builder, texts[i], tck_json_string(result, texts[i]));
        tck_json_begin_array(builder, "outcomes");
        json_builder_begin_object(builder);
        tck_json_add_text(builder, "verdict", tck_json_string(result, "verdict"));
        tck_json_add_text(builder, "message", tck_json_string(result, "message"));
        tck_json_add_int(builder, "duration_us", tck_json_int(result, "duration_us", 0));
        json_builder_end_object(builder);
        json_builder_end_array(builder);
        json_builder_end_object(builder);
}

JsonObject *tck_results_matrix_partial(JsonObject *target) {
        JsonObject *none = json_object_new(), *counts = tck_json_object(target, "counts");
        g_autoptr(JsonBuilder) builder = json_builder_new();
        JsonArray *results = tck_json_array(target, "results");
        g_autoptr(JsonNode) root = NULL;

        json_builder_begin_object(builder);
        tck_json_begin_object(builder, "run");
        tck_json_add_text(builder, "hypervisor", tck_json_string(tck_json_object(target, "system"), "hypervisor"));
        tck_json_add_int(builder, "duration_us", tck_json_int(target, "duration_us", 0));
        json_builder_end_object(builder);
        tck_json_add_object(builder, "tool", none);
        tck_json_add_object(builder, "counts", counts ? counts : none);
        tck_json_begin_array(builder, "results");
        for (guint i = 0; results && i < json_array_get_length(results); i++)
                add_result(builder, tck_json_node_object(json_array_get_element(results, i)));
        json_builder_end_array(builder);
        json_builder_end_object(builder);
        root = json_builder_get_root(builder);
        json_object_unref(none);
        return json_object_ref(tck_json_node_object(root));
}
