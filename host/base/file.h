/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads untrusted files, of any length, and writes files completely or not at all. */
#pragma once

#include <glib.h>

/* A descriptor, or -1, that g_auto(TckFd) closes. */
typedef int TckFd;

/* Closes it unless it is -1; errno is not changed. */
void tck_fd_close(TckFd fd);

/* The contents of a file or a pipe, followed by a NUL. More than `most` bytes are a TCK_ERROR_ENVIRONMENT, as is a file that
 * cannot be read. The length may be NULL. Free with g_free(). */
char *tck_file_read(const char *path, gsize most, gsize *ret_length, GError **error);

/* Opens a regular file for reading, and gives its size: a FIFO would block the reader, and a device may be endless. -1
 * with errno, EINVAL if it is not a regular file. */
int tck_open_regular(const char *path, guint64 *ret_size);

/* Replaces a file completely, or leaves the previous one: no reader sees an incomplete file. What is not a regular
 * file (/dev/stdout, a FIFO) is written directly. */
gboolean tck_write_file(const char *path, const char *text, gsize length, GError **error);

/* The same for a regular file of mode 0600, which replaces a link, too. */
gboolean tck_write_private_file(const char *path, const char *data, gsize length, GError **error);

/* Creates or truncates a file in the folder, for appending; `mode` is O_WRONLY or O_RDWR. Returns a descriptor that the caller closes, or -1
 * with an error. */
int tck_create_file(const char *folder, const char *name, int mode, GError **error);

/* An unnamed file for reading and writing, which disappears with its descriptor: in the folder if possible (NULL: anywhere), or where
 * temporary files go. Returns a descriptor that the caller closes, or -1 with an error. */
int tck_open_unnamed(const char *folder, GError **error);

/* Writes all of the text to an open file. FALSE with errno. */
gboolean tck_write_fully(int fd, const char *text, gsize length);

G_DEFINE_AUTO_CLEANUP_FREE_FUNC(TckFd, tck_fd_close, -1)
