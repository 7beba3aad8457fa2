/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decompression by gzip, xz, bzip2 and zstd: the program runs as a separate process with limited memory, and its
 * output is read as a stream.
 */
#pragma once

#include <glib.h>

typedef struct TckUnpack TckUnpack;

/* The program that decompresses data with this beginning; NULL if it is not compressed. */
const char *tck_unpack_program(const char *head, gsize length);

/* Starts the program on the head that was read, and the rest from the descriptor, which stays the caller's. An error if the
 * program is not installed. Free with tck_unpack_free(), which ends it; NULL is fine for that. */
TckUnpack *tck_unpack_new(const char *program, int fd, const char *head, gsize length, GError **error);
void tck_unpack_free(TckUnpack *unpack);

/* The descriptor with its output. */
int tck_unpack_fd(const TckUnpack *unpack);

/* After the end of the output: FALSE with an error if the program has failed. */
gboolean tck_unpack_end(TckUnpack *unpack, GError **error);
