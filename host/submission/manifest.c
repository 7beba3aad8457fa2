/* SPDX-License-Identifier: BSD-2-Clause */
#include "manifest.h"

#include <string.h>
#include <sys/utsname.h>

#include "error.h"
#include "json.h"
#include "lab_files.h"
#include "program.h"

enum { SCHEMA_VERSION = 1, NESTING_MAX = 8, DIGITS = 64 };

TckPackedFile *tck_packed_file_new(const char *path, gint64 bytes, const char *sha256) {
        TckPackedFile *file = g_new0(TckPackedFile, 1);

        *file = (TckPackedFile){.path = g_strdup(path), .bytes = bytes, .sha256 = g_strdup(sha256)};
        return file;
}

void tck_packed_file_free(TckPackedFile *file) {
        g_free(file->path);
        g_free(file->sha256);
        g_free(file);
}

/* ---- writing ---- */

static void add_environment(JsonBuilder *builder) {
        g_autofree char *os = g_get_os_info(G_OS_INFO_KEY_PRETTY_NAME);
        struct utsname names;
        gboolean known = uname(&names) == 0;

        tck_json_begin_object(builder, "environment");
        tck_json_add_text(builder, "os", os);
        tck_json_add_text(builder, "kernel", known ? names.release : NULL);
        tck_json_add_text(builder, "machine", known ? names.machine : NULL);
        tck_json_add_int(builder, "cpus", g_get_num_processors());
        json_builder_end_object(builder);
}

char *tck_manifest_text(const GPtrArray *files) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        g_autoptr(GDateTime) now = g_date_time_new_now_utc();
        g_autofree char *packed = g_date_time_format_iso8601(now), *text = NULL;
        g_autoptr(JsonNode) root = NULL;

        json_builder_begin_object(builder);
        tck_json_add_int(builder, "schema", SCHEMA_VERSION);
        tck_json_begin_object(builder, "tool");
        tck_json_add_text(builder, "version", TCK_VERSION);
        tck_json_add_text(builder, "commit", tck_version_commit());
        json_builder_end_object(builder);
        tck_json_add_text(builder, "packed", packed);
        add_environment(builder);
        tck_json_begin_array(builder, "files");
        for (guint i = 0; i < files->len; i++) {
                const TckPackedFile *file = files->pdata[i];

                json_builder_begin_object(builder);
                tck_json_add_text(builder, "path", file->path);
                tck_json_add_int(builder, "bytes", file->bytes);
                tck_json_add_text(builder, "sha256", file->sha256);
                json_builder_end_object(builder);
        }
        json_builder_end_array(builder);
        json_builder_end_object(builder);
        root = json_builder_get_root(builder);
        text = tck_json_pretty(root);
        return g_strconcat(text, "\n", NULL);
}

/* ---- reading ---- */

static gboolean add_file(GHashTable *files, JsonObject *object, GError **error) {
        const char *path = tck_json_string(object, "path"), *sha256 = tck_json_string(object, "sha256");
        gint64 bytes = tck_json_int(object, "bytes", -1);
        TckPackedFile *file;

        if (!path || !sha256 || bytes < 0 || strlen(sha256) != DIGITS || !tck_lab_path_is_plain(path))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, TCK_MANIFEST_NAME " describes a file that cannot be");
        if (g_hash_table_contains(files, path))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, TCK_MANIFEST_NAME " names %s twice", path);
        file = tck_packed_file_new(path, bytes, sha256);
        g_hash_table_insert(files, file->path, file);
        return TRUE;
}

static char *kit_of(JsonObject *tool) {
        const char *version = tck_json_string(tool, "version"), *commit = tck_json_string(tool, "commit");

        return g_strconcat(version ? version : "unknown", commit ? ", commit " : NULL, commit, NULL);
}

GHashTable *tck_manifest_parse(const char *text, gsize length, char **ret_kit, GError **error) {
        g_autoptr(JsonNode) root = tck_json_parse(text, length, NESTING_MAX);
        JsonObject *object = tck_json_node_object(root);
        JsonArray *list = object ? tck_json_array(object, "files") : NULL;
        g_autoptr(GHashTable) files =
                g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify) tck_packed_file_free);

        if (!list || tck_json_int(object, "schema", 0) != SCHEMA_VERSION) {
                tck_error_set(error, TCK_ERROR_PROTOCOL, TCK_MANIFEST_NAME " is not a manifest of version %d",
                              SCHEMA_VERSION);
                return NULL;
        }
        for (guint i = 0; i < json_array_get_length(list); i++)
                if (!add_file(files, tck_json_node_object(json_array_get_element(list, i)), error))
                        return NULL;
        *ret_kit = kit_of(tck_json_object(object, "tool"));
        return g_steal_pointer(&files);
}
