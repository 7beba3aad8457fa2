/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Archives for Linux's initramfs (cpio, format newc). The same entries give the same bytes in whatever order they were added:
 * they are sorted, belong to root, and have no times.
 */
#pragma once

#include <glib.h>

typedef struct TckCpio TckCpio;

/* Free with tck_cpio_free(). */
TckCpio *tck_cpio_new(void);
void tck_cpio_free(TckCpio *cpio);

/* Each adds an entry at an absolute path, with the folders above it. An existing entry is kept. */

/* Adds a copy of the file `from`, which is read when the archive is written. */
void tck_cpio_add_file(TckCpio *cpio, const char *path, const char *from, gboolean executable);
void tck_cpio_add_text(TckCpio *cpio, const char *path, const char *text, gboolean executable);
void tck_cpio_add_link(TckCpio *cpio, const char *path, const char *target);
void tck_cpio_add_folder(TckCpio *cpio, const char *path);

/* Adds copies of the files in the folder `from`, but not of those in its subfolders. FALSE if it cannot be read. */
gboolean tck_cpio_add_files(TckCpio *cpio, const char *path, const char *from, GError **error);

/* A hexadecimal digest of the entries: paths, texts, and each file's inode, size and time of change. NULL if a file does not exist. Free
 * with g_free(). */
char *tck_cpio_digest(const TckCpio *cpio, GError **error);

/* Writes the archive to an empty file. */
gboolean tck_cpio_write(const TckCpio *cpio, int fd, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCpio, tck_cpio_free)
