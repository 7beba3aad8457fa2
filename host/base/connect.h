/* SPDX-License-Identifier: BSD-2-Clause */
/* Unix sockets: listening, and connecting to a socket that may not exist yet. */
#pragma once

#include <glib.h>

typedef struct {
        int stop_fd;      /* readable when the wait has to end; -1 if only tck_cancel() ends it */
        gboolean patient; /* waits even if the folder is missing or has no permission, because that may change */
        void (*crowded)(gpointer data); /* called once if a server listens and its backlog is full; or NULL */
        gpointer data;
} TckConnectOptions;

/* Connects as soon as a server listens at that path and has room for one more client, without a deadline. Returns a
 * descriptor that the caller closes, or -1 with an error: TCK_ERROR_CANCELLED after tck_cancel(), or once stop_fd has something
 * to read; TCK_ERROR_ENVIRONMENT if waiting is useless: the folder does not exist, or the user has no permission. */
int tck_connect(const char *path, const TckConnectOptions *options, GError **error);

/* Connects if a server listens at that path and has room. Returns a non-blocking descriptor that the caller closes, or -1 with a
 * G_IO_ERROR. */
int tck_connect_once(const char *path, GError **error);

/* Makes a socket of that type, SOCK_STREAM or SOCK_DGRAM, at that path, replacing an existing file; a stream socket listens. Returns
 * a descriptor that the caller closes, or -1 with TCK_ERROR_ENVIRONMENT. */
int tck_listen(const char *path, int type, GError **error);
