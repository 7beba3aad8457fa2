/* SPDX-License-Identifier: BSD-2-Clause */
#include "pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "folder.h"
#include "json.h"
#include "manifest.h"
#include "results_file.h"

enum {
        FILES_MAX = 1 << 16,
        FILE_MAX = 256 << 20,
};

typedef struct {
        struct archive *out;
        const char *folder; /* of the run */
        const char *name;   /* of the archive's folder */
        GPtrArray *files;   /* TckPackedFile */
} Pack;

static gboolean check(const Pack *pack, int status, GError **error) {
        return status == ARCHIVE_OK || tck_error_set(error, TCK_ERROR_ENVIRONMENT, "cannot write the archive: %s",
                                                     archive_error_string(pack->out));
}

static gboolean write_entry(Pack *pack, const char *path, const char *data, gsize length, GError **error) {
        g_autofree char *below = g_build_filename(pack->name, path, NULL);
        struct archive_entry *entry = archive_entry_new();
        gboolean good;

        archive_entry_set_pathname(entry, below);
        archive_entry_set_size(entry, (la_int64_t) length);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        good = check(pack, archive_write_header(pack->out, entry), error);
        archive_entry_free(entry);
        if (good && length && archive_write_data(pack->out, data, length) != (la_ssize_t) length)
                return check(pack, ARCHIVE_FATAL, error);
        return good;
}

/* Names that begin with a dot are left out. */
static gboolean is_packed(const char *path) {
        return *path != '.' && !strstr(path, "/.") && !g_str_equal(path, TCK_MANIFEST_NAME);
}

static gboolean add_file(gpointer data, const char *path, GError **error) {
        Pack *pack = data;
        g_autofree char *whole = g_build_filename(pack->folder, path, NULL), *bytes = NULL, *digest = NULL;
        gsize length;

        if (!is_packed(path))
                return TRUE;
        if (pack->files->len >= FILES_MAX)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s has more than %d files", pack->folder,
                                     FILES_MAX);
        bytes = tck_file_read(whole, FILE_MAX, &length, error);
        if (!bytes)
                return FALSE;
        digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *) bytes, length);
        g_ptr_array_add(pack->files, tck_packed_file_new(path, (gint64) length, digest));
        return write_entry(pack, path, bytes, length, error);
}

/* The name of the run, of plain letters. Free with g_free(). */
static char *name_of(JsonObject *results) {
        const char *id = tck_json_string(tck_json_object(results, "run"), "id");
        char *name = g_strdup(id && *id ? id : "pvpanic-tck");

        return g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_", '-');
}

static gboolean write_archive(Pack *pack, const char *path, GError **error) {
        g_autofree char *manifest = NULL;

        if (!check(pack, archive_write_set_format_pax_restricted(pack->out), error) ||
            !check(pack, archive_write_add_filter_gzip(pack->out), error) ||
            !check(pack, archive_write_open_filename(pack->out, path), error) ||
            !tck_folder_walk(pack->folder, add_file, pack, error))
                return FALSE;
        manifest = tck_manifest_text(pack->files);
        return write_entry(pack, TCK_MANIFEST_NAME, manifest, strlen(manifest), error) &&
               check(pack, archive_write_close(pack->out), error);
}

/* The results of the run in the folder. NULL with an error, which says so if it is a matrix's folder. */
static JsonObject *read_results(const char *folder, const char *path, GError **error) {
        g_autofree char *matrix = g_build_filename(folder, "matrix.json", NULL);

        if (!g_file_test(path, G_FILE_TEST_EXISTS) && g_file_test(matrix, G_FILE_TEST_EXISTS)) {
                tck_error_set(error, TCK_ERROR_USAGE,
                              "%s is the folder of a matrix: pack that of one of its targets, %s/TARGET", folder,
                              folder);
                return NULL;
        }
        return tck_results_read(path, error);
}

gboolean tck_submission_pack(const char *place, const char *archive, GError **error) {
        g_autofree char *path = tck_results_path(place), *folder = g_path_get_dirname(path);
        g_autofree char *part = g_strconcat(archive, ".part", NULL), *name = NULL;
        JsonObject *results = read_results(folder, path, error);
        g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify) tck_packed_file_free);
        Pack pack = {.folder = folder, .files = files};
        gboolean good;

        if (!results)
                return FALSE;
        name = name_of(results);
        json_object_unref(results);
        pack.name = name;
        pack.out = archive_write_new();
        good = write_archive(&pack, part, error);
        archive_write_free(pack.out);
        if (good && g_rename(part, archive) < 0)
                good = tck_error_set_errno(error, "cannot write %s", archive);
        if (!good)
                g_unlink(part);
        return good;
}
