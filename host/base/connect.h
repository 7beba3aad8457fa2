/* SPDX-License-Identifier: BSD-2-Clause */
/* Unix sockets: listening at one, and connecting to one that may not be there yet. */
#pragma once

#include <glib.h>

typedef struct {
        int stop_fd;      /* readable once it is to end; -1 if nothing but tck_cancel() ends it */
        gboolean patient; /* whatever is in the way now may go away: no folder, a folder without permission */
        void (*crowded)(
                gpointer data); /* called once if a server listens and has no room for another client; or NULL */
        gpointer data;
} TckConnectOptions;

/* Connects as soon as a server listens at that path and has room for one more client; waits for it as long as it takes. Gives a
 * descriptor that the caller closes, or -1 with an error: TCK_ERROR_CANCELLED after tck_cancel(), or once stop_fd has something
 * to read; TCK_ERROR_ENVIRONMENT if waiting is in vain: the folder does not exist, or the user has no permission. */
int tck_connect(const char *path, const TckConnectOptions *options, GError **error);

/* Connects if a server listens at that path and has room. Gives a non-blocking descriptor that the caller closes, or -1 with a
 * G_IO_ERROR. */
int tck_connect_once(const char *path, GError **error);

/* Makes a socket of that type, SOCK_STREAM or SOCK_DGRAM, at that path, in the place of what is there; a stream socket listens. Gives
 * a descriptor that the caller closes, or -1 with TCK_ERROR_ENVIRONMENT. */
int tck_listen(const char *path, int type, GError **error);
