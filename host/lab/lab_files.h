/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that come out of the lab, piece by piece, into a folder of their own. Where they go and how long they become is not for the lab
 * to say: a path has no more than a few plain names, nothing is written behind a link, and there is a limit to all.
 */
#pragma once

#include <glib.h>

typedef struct TckLabFiles TckLabFiles;

/* The folder is made if need be. Free with tck_lab_files_free(). */
TckLabFiles *tck_lab_files_new(const char *folder, GError **error);
void tck_lab_files_free(TckLabFiles *files);

/* Whether it is a path that may come from the lab: relative, of names without a leading dot. */
gboolean tck_lab_path_is_plain(const char *path);

/* Adds bytes (as base64) to the end of a file, which has to be where the offset says. TCK_ERROR_PROTOCOL: that cannot be;
 * TCK_ERROR_ENVIRONMENT: it cannot be written, to such a place either. */
gboolean tck_lab_files_add(TckLabFiles *files, const char *path, gint64 offset, const char *base64, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLabFiles, tck_lab_files_free)
