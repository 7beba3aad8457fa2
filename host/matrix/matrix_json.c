/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_json.h"

#include <string.h>

#include "file.h"
#include "folder.h"
#include "json.h"
#include "lock.h"
#include "matrix_record.h"
#include "matrix_times.h"
#include "program.h"
#include "wait.h"

enum { SCHEMA_VERSION = 1, FOLDERS_MAX = 4096 };

/* Merging takes a fraction of a second, so who waits that long for others does not wait for their work. */
#define LOCK_SECONDS 60.0

/* ---- the targets ---- */

static JsonNode *new_waiting(const TckMatrixTarget *target) {
        g_autoptr(GPtrArray) none = g_ptr_array_new();
        const TckMatrixEntry entry = {.target = target, .results = none, .state = TCK_ENTRY_WAITING};

        return tck_matrix_record_new(&entry);
}

static JsonNode *read_record(const TckMatrix *matrix, const char *name) {
        g_autofree char *directory = g_build_filename(matrix->directory, name, NULL);

        return tck_matrix_record_read(directory, name);
}

/* All of the file, in its order: what the process that ran it last has written. */
static void add_targets(JsonBuilder *builder, const TckMatrix *matrix) {
        for (guint i = 0; i < matrix->targets->len; i++) {
                const TckMatrixTarget *target = matrix->targets->pdata[i];
                JsonNode *record = read_record(matrix, target->name);

                json_builder_add_value(builder, record ? record : new_waiting(target));
        }
}

static gboolean is_of_file(const TckMatrix *matrix, const char *name) {
        for (guint i = 0; i < matrix->targets->len; i++)
                if (g_str_equal(((const TckMatrixTarget *) matrix->targets->pdata[i])->name, name))
                        return TRUE;
        return FALSE;
}

/* Those that the folder has from other files. */
static gboolean add_others(JsonBuilder *builder, const TckMatrix *matrix, GError **error) {
        g_autoptr(GPtrArray) names = tck_folder_names(matrix->directory, FOLDERS_MAX, error);

        for (guint i = 0; names && i < names->len; i++) {
                JsonNode *record = is_of_file(matrix, names->pdata[i]) ? NULL : read_record(matrix, names->pdata[i]);

                if (record)
                        json_builder_add_value(builder, record);
        }
        return names != NULL;
}

/* ---- the whole ---- */

static char *compose(const TckMatrix *matrix, GError **error) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        g_autofree char *began = g_date_time_format_iso8601(matrix->began), *text = NULL;
        g_autoptr(JsonNode) root = NULL;

        json_builder_begin_object(builder);
        tck_json_add_int(builder, "matrix", SCHEMA_VERSION);
        tck_json_begin_object(builder, "tool");
        tck_json_add_text(builder, "name", "pvpanic-tck");
        tck_json_add_text(builder, "version", TCK_VERSION);
        tck_json_add_text(builder, "commit", tck_version_commit());
        json_builder_end_object(builder);
        tck_json_add_text(builder, "targets_file", matrix->file);
        tck_json_add_text(builder, "began", began);
        tck_json_add_int(builder, "duration_us", matrix->duration);
        tck_json_add_int(builder, "vms_at_a_time", matrix->slots);
        tck_json_add_boolean(builder, "interrupted", matrix->signal != 0);
        tck_json_begin_array(builder, "targets");
        add_targets(builder, matrix);
        if (!add_others(builder, matrix, error))
                return NULL;
        json_builder_end_array(builder);
        json_builder_end_object(builder);
        root = json_builder_get_root(builder);
        text = tck_json_pretty(root);
        return g_strconcat(text, "\n", NULL);
}

static gboolean write_merged(const TckMatrix *matrix, GError **error) {
        g_autofree char *path = g_build_filename(matrix->directory, "matrix.json", NULL);
        g_autofree char *text = compose(matrix, error);

        return text && tck_write_file(path, text, strlen(text), error);
}

gboolean tck_matrix_merge(const TckMatrix *matrix, GError **error) {
        g_autofree char *path = g_build_filename(matrix->directory, ".lock", NULL);
        g_auto(TckFd) fd = tck_make_folder(matrix->directory, 0755, error) ? tck_lock_open(path, error) : -1;

        return fd >= 0 && tck_lock(fd, path, tck_deadline(LOCK_SECONDS), error) && write_merged(matrix, error) &&
               tck_matrix_times_write(matrix, error);
}
