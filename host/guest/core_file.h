/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file of a core, which is not trusted, for the readers of its formats (core_*.c).
 */
#pragma once

#include <glib.h>

typedef struct {
        int fd;
        guint64 size;    /* bytes */
        gint64 deadline; /* for all that is read of it */
} TckCoreFile;

/* Sets TCK_ERROR_PROTOCOL. Returns FALSE. */
gboolean tck_core_malformed(GError **error, const char *what);

/* FALSE with TCK_ERROR_TIMEOUT once the deadline has passed. */
gboolean tck_core_in_time(gint64 deadline, GError **error);

/* Whether so many bytes from that offset on lie below the size. */
gboolean tck_core_lies_within(guint64 offset, guint64 length, guint64 size);

/* Reads length bytes at that offset of a file, all of them. A file that ends before is TCK_ERROR_PROTOCOL. */
gboolean tck_core_read_at(int fd, guint64 offset, void *ret_bytes, gsize length, GError **error);
