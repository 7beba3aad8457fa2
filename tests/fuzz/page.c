/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as results.json, or as matrix.json, of two targets of a page: they are refused, or the page's data are whole, and end no script. */
#include "json.h"
#include "page_data.h"
#include "page_files.h"
#include "results_target.h"
#include "page_text.h"
#include "results_file.h"
#include "results_matrix.h"

#include "fuzz.h"

static void check(JsonObject *page) {
        JsonArray *cases = json_object_get_array_member(page, "cases");
        guint clauses = json_array_get_length(json_object_get_array_member(page, "clauses"));

        assert(json_array_get_length(json_object_get_array_member(page, "targets")) == 2);
        assert(json_array_get_length(json_object_get_array_member(page, "results")) == 2);
        for (guint i = 0; i < json_array_get_length(cases); i++) {
                gint64 clause = json_object_get_int_member(json_array_get_object_element(cases, i), "clause");

                assert(clause >= 0 && clause < clauses);
        }
}

/* The results in results.json, or those of the last target in matrix.json; NULL if it is neither. */
static JsonObject *read_results(const char *text, size_t size) {
        JsonObject *results = tck_results_parse(text, size);
        g_autoptr(JsonArray) targets = results ? NULL : tck_results_matrix_parse(text, size);

        for (guint i = 0; targets && i < json_array_get_length(targets); i++) {
                JsonObject *target = tck_json_node_object(json_array_get_element(targets, i));
                const char *name = tck_results_matrix_name(target);

                assert(!name || (!strchr(name, '/') && *name != '.'));
                if (results)
                        json_object_unref(results);
                results = tck_results_matrix_partial(target);
        }
        return results;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *text = g_strndup((const char *) data, size), *script = NULL;
        JsonObject *results = read_results(text, size);
        TckResultsTarget target = {.name = (char *) "one", .directory = (char *) "/nowhere", .results = results};
        g_autoptr(GPtrArray) targets = g_ptr_array_new(), folders = tck_page_folders_new();
        g_autoptr(JsonNode) page = NULL;

        if (!results)
                return 0;
        g_ptr_array_add(targets, &target);
        g_ptr_array_add(targets, &target);
        page = tck_page_data(targets, folders);
        check(tck_json_node_object(page));
        script = tck_page_script_text(page);
        assert(!strchr(script, '<'));
        for (guint i = 0; i < folders->len; i++) {
                const TckPageFolder *folder = folders->pdata[i];

                assert(g_str_has_prefix(folder->path, "/nowhere/") && !strstr(folder->path, "/.."));
        }
        json_object_unref(results);
        return 0;
}
