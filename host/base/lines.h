/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines out of pieces of text. */
#pragma once

#include <glib.h>

typedef struct TckLines TckLines;

/* A line without its end, with a NUL behind it, and its number, from 1 on; valid until the function returns. */
typedef void (*TckLineFunc)(char *line, gsize length, guint64 number, gpointer data);

/* What a line has beyond `most` bytes is dropped. Free with tck_lines_free(). */
TckLines *tck_lines_new(gsize most, TckLineFunc func, gpointer data);
void tck_lines_free(TckLines *lines);

/* The next bytes: calls the function for each line that ends in them. */
void tck_lines_feed(TckLines *lines, const char *bytes, gsize length);

/* There are no more: calls the function for a last line that has no end. */
void tck_lines_end(TckLines *lines);

/* Drops a line whose end has not come. */
void tck_lines_drop(TckLines *lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLines, tck_lines_free)
