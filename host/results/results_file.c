/* SPDX-License-Identifier: BSD-2-Clause */
#include "results_file.h"

#include "error.h"
#include "file.h"
#include "json.h"

enum { SCHEMA_VERSION = 2, NESTING_MAX = 16 };

JsonObject *tck_results_parse(const char *text, gsize length) {
        g_autoptr(JsonNode) root = tck_json_parse(text, length, NESTING_MAX);
        JsonObject *object = tck_json_node_object(root);

        if (tck_json_int(object, "schema", 0) != SCHEMA_VERSION || !tck_json_object(object, "run") ||
            !tck_json_object(object, "tool") || !tck_json_array(object, "results"))
                return NULL;
        return json_object_ref(object);
}

JsonObject *tck_results_read(const char *path, GError **error) {
        gsize length;
        g_autofree char *text = tck_file_read(path, TCK_RESULTS_MAX, &length, error);
        JsonObject *results = text ? tck_results_parse(text, length) : NULL;

        if (text && !results)
                tck_error_set(
                        error, TCK_ERROR_ENVIRONMENT,
                        "%s is not the results of a run, in version %d of their schema; name a results.json, or the "
                        "folder of a run",
                        path, SCHEMA_VERSION);
        return results;
}

char *tck_results_path(const char *place) {
        return g_file_test(place, G_FILE_TEST_IS_DIR) ? g_build_filename(place, "results.json", NULL) : g_strdup(place);
}
