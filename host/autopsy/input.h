/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file that is handed in, or standard input, read as a stream: in pieces, with its beginning to look at. What gzip, xz, bzip2 or zstd
 * made smaller is undone by these programs, so that it is read like any other.
 *
 * Nothing of it is trusted, and little of it is kept, however long it is.
 */
#pragma once

#include "lines.h"

/* So many bytes of the beginning can be looked at. */
enum { TCK_INPUT_HEAD = 64 << 10 };

typedef struct TckInput TckInput;

/* Opens a file, a pipe, or, as "-", standard input. TCK_ERROR_ENVIRONMENT for what cannot be read, for a folder, a socket or a device,
 * and for what a program would have to make readable that is not installed. Free with tck_input_free(). */
TckInput *tck_input_open(const char *path, GError **error);
void tck_input_free(TckInput *input);

/* The path as it was given, or "standard input". */
const char *tck_input_name(const TckInput *input);

/* The path of a regular file whose bytes these are, for those who read it in another order; NULL for a stream. */
const char *tck_input_path(const TckInput *input);

/* When a regular file was written to last, in microseconds since 1970; 0 for a stream. */
gint64 tck_input_written(const TckInput *input);

/* The beginning, or all of it if it is shorter, with a NUL behind it; and whether it is all. Owned by the input, valid until it is read.
 * NULL with an error if it cannot be read. */
const char *tck_input_head(TckInput *input, gsize *ret_length, GError **error);

/* The next bytes, at least one; owned by the input, valid until the next call. NULL at the end, and with an error where it could not be
 * read any further: what came before holds. */
const char *tck_input_read(TckInput *input, gsize *ret_length, GError **error);

/* ---- lines ---- */

/* What a line has beyond so many bytes is dropped. */
enum { TCK_INPUT_LINE_MAX = 1 << 20 };

/* Calls the function for each line up to the end. FALSE with an error where it could not be read any further. */
gboolean tck_input_each_line(TckInput *input, TckLineFunc func, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckInput, tck_input_free)
