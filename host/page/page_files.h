/* SPDX-License-Identifier: BSD-2-Clause */
/* The files that a page shows when they are asked for. Each folder's are in a script of its own, because a page that was opened as a file may
 * load scripts and pictures, and nothing else. */
#pragma once

#include <glib.h>

/* A folder whose files a page shows. */
typedef struct {
        char *name; /* in the page: "0-3" */
        char *path;
} TckPageFolder;

/* Adds a folder; both texts are copied. The list frees them. */
void tck_page_add_folder(GPtrArray *folders, const char *name, const char *path);

/* An empty list of TckPageFolder. Free with g_ptr_array_unref(). */
GPtrArray *tck_page_folders_new(void);

/* Writes PAGE/files/NAME.js with the texts of all regular files in the folder, by their names, and copies its pictures (PNG) beside it. The middle of
 * a long file is left out. What is in the folder is untrusted: links are not followed, and only so many files are shown. A
 * folder that does not exist gives an empty list. FALSE with an error if it cannot be read, or PAGE cannot be written. */
gboolean tck_page_write_files(const char *page, const TckPageFolder *folder, GError **error);
