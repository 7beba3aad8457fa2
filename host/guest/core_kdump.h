/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compressed cores as makedumpfile has them, of version 6 (its IMPLEMENTATION, and QEMU's include/sysemu/dump.h): for
 * core_read.c.
 */
#pragma once

#include "core.h"

/* What the headers of a compressed core tell. The blobs are NULL if they are not there. */
typedef struct {
        TckKdump header;
        GBytes *notes;      /* ELF notes of the CPUs and of the guest */
        GBytes *vmcoreinfo; /* a text */
} TckKdumpFile;

/* Whether a file that begins with these bytes is one. */
enum { TCK_KDUMP_SIGNATURE_MAX = 16 };
gboolean tck_kdump_is_one(const guint8 beginning[TCK_KDUMP_SIGNATURE_MAX]);

/* Reads the headers of a file of that size. What the result holds is to be cleared with tck_kdump_clear(). */
gboolean tck_kdump_read(int fd, guint64 size, gint64 deadline, TckKdumpFile *ret_file, GError **error);
void tck_kdump_clear(TckKdumpFile *file);

/* Fails with TCK_ERROR_TIMEOUT behind the deadline. */
gboolean tck_core_in_time(gint64 deadline, GError **error);

/* Reads length bytes at that place of a file, all of them. */
gboolean tck_core_read_at(int fd, guint64 offset, void *ret_bytes, gsize length, GError **error);
