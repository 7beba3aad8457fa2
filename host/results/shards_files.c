/* SPDX-License-Identifier: BSD-2-Clause */
#include "shards_files.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "folder.h"
#include "json.h"
#include "lab_files.h"

/* A folder of a shard, and where its files are kept. */
typedef struct {
        const char *from, *to;
} Move;

static gboolean copy(const char *from, const char *to, GError **error) {
        g_autoptr(GFile) source = g_file_new_for_path(from), target = g_file_new_for_path(to);
        g_autoptr(GError) local = NULL;

        return g_file_copy(source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &local) ||
               tck_error_set(error, TCK_ERROR_ENVIRONMENT, "cannot copy %s to %s: %s", from, to, local->message);
}

/* A file of an earlier merging is replaced. */
static gboolean keep_file(gpointer data, const char *path, GError **error) {
        const Move *move = data;
        g_autofree char *from = g_build_filename(move->from, path, NULL), *to = g_build_filename(move->to, path, NULL);
        g_autofree char *folder = g_path_get_dirname(to);

        if (!tck_make_folder(folder, 0755, error))
                return FALSE;
        unlink(to);
        return link(from, to) == 0 || copy(from, to, error);
}

/* "shard-2/pc-multiboot": the second shard's pc-multiboot. */
static gboolean keep_artifacts(const TckShards *shards, const char *path, const char *folder, GError **error) {
        const char *slash = strchr(path, '/');
        g_autofree char *from = NULL, *to = g_build_filename(folder, path, NULL);
        guint number;

        if (!slash || !tck_lab_path_is_plain(path) || sscanf(path, "shard-%u/", &number) != 1 || !number ||
            number > shards->shards->len)
                return TRUE;
        from = g_build_filename(((const TckResultsShard *) shards->shards->pdata[number - 1])->directory, slash + 1,
                                NULL);
        return !g_file_test(from, G_FILE_TEST_IS_DIR) || tck_folder_walk(from, keep_file, &(Move){from, to}, error);
}

static gboolean keep_result(const TckShards *shards, GHashTable *kept, JsonObject *result, const char *folder,
                            GError **error) {
        JsonArray *outcomes = tck_json_array(result, "outcomes");

        for (guint i = 0; outcomes && i < json_array_get_length(outcomes); i++) {
                JsonObject *outcome = tck_json_node_object(json_array_get_element(outcomes, i));
                const char *path = tck_json_string(outcome, "artifacts");

                if (path && g_hash_table_add(kept, g_strdup(path)) && !keep_artifacts(shards, path, folder, error))
                        return FALSE;
        }
        return TRUE;
}

gboolean tck_shards_keep_files(const TckShards *shards, const char *folder, GError **error) {
        g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        for (guint i = 0; i < json_array_get_length(shards->results); i++)
                if (!keep_result(shards, kept, json_array_get_object_element(shards->results, i), folder, error))
                        return FALSE;
        return TRUE;
}
