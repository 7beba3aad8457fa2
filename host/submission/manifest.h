/* SPDX-License-Identifier: BSD-2-Clause */
/* MANIFEST.json of an archive: its files with their digests, the kit that packed it, and the machine on which that was. */
#pragma once

#include <json-glib/json-glib.h>

#define TCK_MANIFEST_NAME "MANIFEST.json"

/* A file of the archive, by its path below the archive's folder. */
typedef struct {
        char *path;
        gint64 bytes;
        char *sha256; /* in small hexadecimal digits */
} TckPackedFile;

TckPackedFile *tck_packed_file_new(const char *path, gint64 bytes, const char *sha256);
void tck_packed_file_free(TckPackedFile *file);

/* The text of the manifest of these TckPackedFile. Free with g_free(). */
char *tck_manifest_text(const GPtrArray *files);

/* Reads the files that a manifest names, which is untrusted: TckPackedFile by their paths. NULL with an error if it is none, or names
 * a path twice or one that leads elsewhere. *ret_kit receives the version and commit of the kit that packed it. Free with
 * g_hash_table_unref() and g_free(). */
GHashTable *tck_manifest_parse(const char *text, gsize length, char **ret_kit, GError **error);
