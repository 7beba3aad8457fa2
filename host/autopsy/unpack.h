/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What gzip, xz, bzip2 and zstd made smaller, undone by these programs: each runs for itself, with bounds on its memory, and what it
 * gives is read as a stream.
 */
#pragma once

#include <glib.h>

typedef struct TckUnpack TckUnpack;

/* The program that undoes what begins with these bytes; NULL if they are not packed. */
const char *tck_unpack_program(const char *head, gsize length);

/* Starts the program on the head that was read, and what comes behind that from the descriptor, which is not taken over. An error if the
 * program is not installed. Free with tck_unpack_free(), which ends it; NULL is fine for that. */
TckUnpack *tck_unpack_new(const char *program, int fd, const char *head, gsize length, GError **error);
void tck_unpack_free(TckUnpack *unpack);

/* Where to read what it gives. */
int tck_unpack_fd(const TckUnpack *unpack);

/* After the end of that: FALSE with an error if the program has found something wrong. */
gboolean tck_unpack_end(TckUnpack *unpack, GError **error);
