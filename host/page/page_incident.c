/* SPDX-License-Identifier: BSD-2-Clause */
#include "page_incident.h"

#include <string.h>

#include "file.h"
#include "incident.h"
#include "json.h"
#include "page_files.h"

enum { RECORD_MAX = 16 << 20, NESTING_MAX = 64 };

static const char record_name[] = "incident.json";

/* Free with g_free(). */
static char *record_of(const char *place) {
        return g_file_test(place, G_FILE_TEST_IS_DIR) ? g_build_filename(place, record_name, NULL) : g_strdup(place);
}

gboolean tck_page_is_incident(const char *place) {
        g_autofree char *path = record_of(place), *name = g_path_get_basename(path);

        return g_str_equal(name, record_name) && g_file_test(path, G_FILE_TEST_EXISTS);
}

/* The record as this program writes it, so that the page can rely on its members. */
static JsonNode *read_record(const char *path, char **ret_words, GError **error) {
        g_autofree char *text = tck_file_read(path, RECORD_MAX, NULL, error), *own = NULL;
        g_autoptr(TckIncident) incident = text ? tck_incident_from_json(text, error) : NULL;

        if (!incident) {
                if (text)
                        g_prefix_error(error, "%s is no record of an incident: ", path);
                return NULL;
        }
        *ret_words = tck_incident_words(incident);
        own = tck_incident_to_json(incident);
        return tck_json_parse(own, strlen(own), NESTING_MAX);
}

static gboolean add_incident(JsonBuilder *builder, const char *place, guint number, GPtrArray *folders,
                             GError **error) {
        g_autofree char *path = record_of(place), *directory = g_path_get_dirname(path), *words = NULL;
        g_autofree char *name = g_strdup_printf("0-%u", number);
        g_autoptr(JsonNode) record = read_record(path, &words, error);

        if (!record)
                return FALSE;
        json_builder_begin_object(builder);
        tck_json_add_text(builder, "words", words);
        tck_json_add_text(builder, "folder", name);
        tck_json_add_object(builder, "record", tck_json_node_object(record));
        json_builder_end_object(builder);
        tck_page_add_folder(folders, name, directory);
        return TRUE;
}

JsonNode *tck_page_incident_data(const char *const *places, GPtrArray *folders, GError **error) {
        g_autoptr(JsonBuilder) builder = json_builder_new();

        json_builder_begin_object(builder);
        tck_json_begin_array(builder, "incidents");
        for (guint i = 0; places[i]; i++)
                if (!add_incident(builder, places[i], i, folders, error))
                        return NULL;
        json_builder_end_array(builder);
        json_builder_end_object(builder);
        return json_builder_get_root(builder);
}
