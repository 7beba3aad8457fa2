/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads files that others wrote or named, however long they are, and writes files whole or not at all. */
#pragma once

#include <glib.h>

/* A descriptor, or -1, that g_auto(TckFd) closes. */
typedef int TckFd;

/* Closes it, if there is one; errno stays as it is. */
void tck_fd_close(TckFd fd);

/* All of a file, or of a pipe, with a NUL behind it. One of more than `most` bytes is TCK_ERROR_ENVIRONMENT, as is one that
 * cannot be read. The length may be NULL. Free with g_free(). */
char *tck_file_read(const char *path, gsize most, gsize *ret_length, GError **error);

/* Opens a file to read it if it is a regular one, and gives its size: a FIFO would hold the reader up, and a device may have no end. -1
 * with errno, EINVAL for what is not a regular file. */
int tck_open_regular(const char *path, guint64 *ret_size);

/* Writes a file in full or leaves what was there before: the name is only ever that of a whole report. What is not a regular
 * file (/dev/stdout, a FIFO) is written as it stands. */
gboolean tck_write_file(const char *path, const char *text, gsize length, GError **error);

/* Makes a folder, with its parents, unless it is there. */
gboolean tck_make_folder(const char *path, int mode, GError **error);

/* Removes the files in the folder whose names have that part, as far as it can. */
void tck_remove_files(const char *folder, const char *part);

/* Creates a file in the folder, or empties it, to add to it; `mode` is O_WRONLY or O_RDWR. A descriptor that the caller closes, or -1
 * with an error. */
int tck_create_file(const char *folder, const char *name, int mode, GError **error);

/* A file for reading and writing that has no name and goes with its descriptor: in the folder if that can be (NULL: it need not be), or where
 * temporary files go. The caller closes the descriptor; -1 with an error. */
int tck_open_unnamed(const char *folder, GError **error);

/* Writes all of it to a file that is open. FALSE with errno. */
gboolean tck_write_fully(int fd, const char *text, gsize length);

G_DEFINE_AUTO_CLEANUP_FREE_FUNC(TckFd, tck_fd_close, -1)
