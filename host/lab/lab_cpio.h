/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Archives for Linux's initramfs (cpio of format newc). The same entries make the same bytes, in whatever order they are added:
 * they are sorted, belong to root, and have no times.
 */
#pragma once

#include <glib.h>

typedef struct TckCpio TckCpio;

/* Free with tck_cpio_free(). */
TckCpio *tck_cpio_new(void);
void tck_cpio_free(TckCpio *cpio);

/* Each adds an entry at that absolute path, with the folders above it. What is there already stays. */

/* A copy of the file `from`, which is read when the archive is written. */
void tck_cpio_add_file(TckCpio *cpio, const char *path, const char *from, gboolean executable);
void tck_cpio_add_text(TckCpio *cpio, const char *path, const char *text, gboolean executable);
void tck_cpio_add_link(TckCpio *cpio, const char *path, const char *target);
void tck_cpio_add_folder(TckCpio *cpio, const char *path);

/* Copies of the files in the folder `from`, without those in folders below. FALSE if it cannot be read. */
gboolean tck_cpio_add_files(TckCpio *cpio, const char *path, const char *from, GError **error);

/* What the archive is made of, as hexadecimal digits: paths, texts, and of files which they are, by number, size and times of change. NULL if
 * a file is not there. Free with g_free(). */
char *tck_cpio_digest(const TckCpio *cpio, GError **error);

/* Writes the archive to the file, which is at its beginning. */
gboolean tck_cpio_write(const TckCpio *cpio, int fd, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCpio, tck_cpio_free)
