/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_times.h"

#include <string.h>

#include "file.h"
#include "json.h"

enum { FILE_MAX = 1 << 20, NESTING_MAX = 4, PLANNED_MAX = 1 << 20 };

static char *path_of(const TckMatrix *matrix) {
        return g_build_filename(matrix->directory, ".times.json", NULL);
}

/* NULL if there are none. */
static JsonNode *read_all(const TckMatrix *matrix) {
        g_autofree char *path = path_of(matrix);
        gsize length;
        g_autofree char *text = tck_file_read(path, FILE_MAX, &length, NULL);
        JsonNode *root = text ? tck_json_parse(text, length, NESTING_MAX) : NULL;

        if (tck_json_node_object(root))
                return root;
        g_clear_pointer(&root, json_node_unref);
        return NULL;
}

void tck_matrix_times_read(TckMatrix *matrix) {
        g_autoptr(JsonNode) root = read_all(matrix);

        for (guint i = 0; root && i < matrix->entries->len; i++) {
                TckMatrixEntry *entry = matrix->entries->pdata[i];
                JsonObject *times = tck_json_object(json_node_get_object(root), entry->target->name);

                entry->usual = MAX(0, tck_json_double(times, "slot_us_per_result", 0));
                entry->usual_planned = (guint) CLAMP(tck_json_int(times, "planned", 0), 0, PLANNED_MAX);
        }
}

static void set_times(JsonObject *all, const TckMatrixEntry *entry) {
        guint had = entry->results->len - MIN(entry->taken_over, entry->results->len);
        JsonObject *times;

        if (!had || !entry->slot_time || entry->state == TCK_ENTRY_RUNNING)
                return;
        times = json_object_new();
        json_object_set_double_member(times, "slot_us_per_result", (double) entry->slot_time / had);
        json_object_set_int_member(times, "planned", entry->planned);
        json_object_set_object_member(all, entry->target->name, times);
}

gboolean tck_matrix_times_write(const TckMatrix *matrix, GError **error) {
        g_autoptr(JsonNode) root = read_all(matrix);
        g_autofree char *text = NULL, *path = path_of(matrix);

        if (!root) {
                root = json_node_new(JSON_NODE_OBJECT);
                json_node_take_object(root, json_object_new());
        }
        for (guint i = 0; i < matrix->entries->len; i++)
                set_times(json_node_get_object(root), matrix->entries->pdata[i]);
        text = tck_json_pretty(root);
        return tck_write_file(path, text, strlen(text), error);
}
