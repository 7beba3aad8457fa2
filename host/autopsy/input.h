/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file, or standard input, read as a stream: in pieces, with access to its beginning. Files compressed by gzip, xz, bzip2 or zstd
 * are decompressed by these programs, and read like any other.
 *
 * It is not trusted, and little of it is kept in memory, however long it is.
 */
#pragma once

#include "lines.h"

/* The size of the accessible beginning. */
enum { TCK_INPUT_HEAD = 64 << 10 };

typedef struct TckInput TckInput;

/* Opens a file, a pipe, or, as "-", standard input. TCK_ERROR_ENVIRONMENT if it cannot be read, if it is a folder, a socket or a device,
 * or if the program that decompresses it is not installed. Free with tck_input_free(). */
TckInput *tck_input_open(const char *path, GError **error);
void tck_input_free(TckInput *input);

/* The given path, or "standard input". */
const char *tck_input_name(const TckInput *input);

/* The path of the regular file with these bytes, for callers that read it in another order; NULL for a stream. */
const char *tck_input_path(const TckInput *input);

/* The time of the last write to a regular file, in microseconds since 1970; 0 for a stream. */
gint64 tck_input_written(const TckInput *input);

/* The beginning, or all of it if it is shorter, followed by a NUL; and whether it is all. Owned by the input, valid until it is read.
 * NULL with an error if it cannot be read. */
const char *tck_input_head(TckInput *input, gsize *ret_length, GError **error);

/* The next bytes, at least one; owned by the input, valid until the next call. NULL at the end, and with an error if it could not be
 * read any further: earlier bytes are valid. */
const char *tck_input_read(TckInput *input, gsize *ret_length, GError **error);

/* ---- lines ---- */

/* The rest of a longer line is dropped. */
enum { TCK_INPUT_LINE_MAX = 1 << 20 };

/* Calls the function for each line up to the end. FALSE with an error if it could not be read any further. */
gboolean tck_input_each_line(TckInput *input, TckLineFunc func, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckInput, tck_input_free)
