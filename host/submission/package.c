/* SPDX-License-Identifier: BSD-2-Clause */
#include "package.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "lab_files.h"
#include "manifest.h"
#include "results_file.h"

enum {
        BLOCK = 1 << 16,
        FILES_MAX = 1 << 16,
        BYTES_MAX = 1 << 30, /* in all files together */
        MANIFEST_MAX = 32 << 20,
};

typedef struct {
        struct archive *in;
        TckPackage *archive;
        char *folder; /* of all files; NULL before the first */
        gsize bytes;
} Reader;

void tck_package_free(TckPackage *archive) {
        g_hash_table_unref(archive->files);
        g_free(archive->manifest);
        g_free(archive->results);
        g_free(archive);
}

static gboolean refuse(const Reader *reader, GError **error) {
        return tck_error_set(error, TCK_ERROR_PROTOCOL, "it is not a complete archive: %s",
                             archive_error_string(reader->in));
}

/* The path below the archive's folder, or NULL with an error if it leads elsewhere. */
static const char *path_below(Reader *reader, const char *path, GError **error) {
        const char *slash = path ? strchr(path, '/') : NULL;

        if (slash && !reader->folder)
                reader->folder = g_strndup(path, (gsize) (slash - path) + 1);
        if (!slash || !g_str_has_prefix(path, reader->folder) || !tck_lab_path_is_plain(slash + 1)) {
                tck_error_set(error, TCK_ERROR_PROTOCOL, "it has a file with a path that no run leaves");
                return NULL;
        }
        return slash + 1;
}

/* Reads the file that is next, and keeps its contents if `kept` is not NULL. */
static gboolean read_contents(Reader *reader, GChecksum *checksum, GByteArray *kept, gsize most, gint64 *ret_bytes,
                              GError **error) {
        guint8 block[BLOCK];
        la_ssize_t n;

        *ret_bytes = 0;
        while ((n = archive_read_data(reader->in, block, sizeof block)) > 0) {
                reader->bytes += (gsize) n;
                *ret_bytes += n;
                if (reader->bytes > BYTES_MAX || (kept && (gsize) *ret_bytes > most))
                        return tck_error_set(error, TCK_ERROR_PROTOCOL, "it has too much in it");
                g_checksum_update(checksum, block, n);
                if (kept)
                        g_byte_array_append(kept, block, (guint) n);
        }
        return n == 0 || refuse(reader, error);
}

static void keep(GByteArray *bytes, char **ret_text, gsize *ret_length) {
        *ret_length = bytes->len;
        g_byte_array_append(bytes, (const guint8 *) "", 1);
        g_free(*ret_text);
        *ret_text = g_memdup2(bytes->data, bytes->len);
}

static gboolean add_entry(Reader *reader, struct archive_entry *entry, GError **error) {
        const char *path = path_below(reader, archive_entry_pathname(entry), error);
        g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
        g_autoptr(GByteArray) kept = NULL;
        TckPackage *archive = reader->archive;
        gboolean manifest, results;
        TckPackedFile *file;
        gint64 bytes;

        if (!path)
                return FALSE;
        manifest = g_str_equal(path, TCK_MANIFEST_NAME);
        results = g_str_equal(path, "results.json");
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "%s is not a file", path);
        if (g_hash_table_contains(archive->files, path) || (manifest && archive->manifest) ||
            g_hash_table_size(archive->files) >= FILES_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "it has %s twice, or too many files", path);
        kept = manifest || results ? g_byte_array_new() : NULL;
        if (!read_contents(reader, checksum, kept, manifest ? MANIFEST_MAX : TCK_RESULTS_MAX, &bytes, error))
                return FALSE;
        if (manifest) {
                keep(kept, &archive->manifest, &archive->manifest_length);
                return TRUE;
        }
        if (results)
                keep(kept, &archive->results, &archive->results_length);
        file = tck_packed_file_new(path, bytes, g_checksum_get_string(checksum));
        g_hash_table_insert(archive->files, file->path, file);
        return TRUE;
}

static gboolean read_all(Reader *reader, int fd, GError **error) {
        struct archive_entry *entry;
        int status;

        archive_read_support_filter_gzip(reader->in);
        archive_read_support_format_tar(reader->in);
        if (archive_read_open_fd(reader->in, fd, BLOCK) != ARCHIVE_OK)
                return refuse(reader, error);
        while ((status = archive_read_next_header(reader->in, &entry)) == ARCHIVE_OK)
                if (!add_entry(reader, entry, error))
                        return FALSE;
        return status == ARCHIVE_EOF || refuse(reader, error);
}

TckPackage *tck_package_read(const char *path, GError **error) {
        g_autoptr(TckPackage) archive = g_new0(TckPackage, 1);
        Reader reader = {.in = archive_read_new(), .archive = archive};
        guint64 size;
        g_auto(TckFd) fd = tck_open_regular(path, &size);
        gboolean good;

        archive->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify) tck_packed_file_free);
        good = fd >= 0 ? read_all(&reader, fd, error) : tck_error_set_errno(error, "cannot read %s", path);
        archive_read_free(reader.in);
        g_free(reader.folder);
        return good ? g_steal_pointer(&archive) : NULL;
}
