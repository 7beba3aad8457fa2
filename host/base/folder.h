/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes and reads folders. What cannot be read is an error: a file that was not found must not be taken for one that is not there. */
#pragma once

#include <glib.h>

/* The most names in a folder that tck_folder_walk() reads. */
enum { TCK_FOLDER_NAMES_MAX = 1 << 16 };

/* Makes a folder and its parents, unless it exists. */
gboolean tck_make_folder(const char *path, int mode, GError **error);

/* Removes the files in the folder whose names contain that part, ignoring errors. */
void tck_remove_files(const char *folder, const char *part);

/* The names in a folder, char *, sorted. NULL with a TCK_ERROR_ENVIRONMENT if it cannot be read, or has more than `most`. Free with
 * g_ptr_array_unref(). */
GPtrArray *tck_folder_names(const char *folder, guint most, GError **error);

/* Takes a regular file by its path below the folder of the walk. FALSE with an error ends the walk. */
typedef gboolean (*TckFolderVisit)(gpointer data, const char *path, GError **error);

/* Visits each regular file in a folder and in those below it, sorted by name. Symbolic links are not followed. A file that is
 * removed meanwhile is left out. Fails with a TCK_ERROR_ENVIRONMENT if a folder cannot be read, has too many names or is too deep. */
gboolean tck_folder_walk(const char *folder, TckFolderVisit visit, gpointer data, GError **error);
