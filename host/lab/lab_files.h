/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that the lab sends, piece by piece, into one folder. Paths and sizes are untrusted: a path consists of a few plain names,
 * symbolic links are not followed, and the number and the size of the files are limited.
 */
#pragma once

#include <glib.h>

typedef struct TckLabFiles TckLabFiles;

/* The folder is created if necessary. Free with tck_lab_files_free(). */
TckLabFiles *tck_lab_files_new(const char *folder, GError **error);
void tck_lab_files_free(TckLabFiles *files);

/* Whether the lab may use the path: relative, of names without a leading dot. */
gboolean tck_lab_path_is_plain(const char *path);

/* Appends bytes (in base64) to a file whose length has to be `offset`. TCK_ERROR_PROTOCOL: the path, the offset or the size is invalid;
 * TCK_ERROR_ENVIRONMENT: the file cannot be written. */
gboolean tck_lab_files_add(TckLabFiles *files, const char *path, gint64 offset, const char *base64, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLabFiles, tck_lab_files_free)
