/* SPDX-License-Identifier: BSD-2-Clause */
/* Splits pieces of text into lines. */
#pragma once

#include <glib.h>

typedef struct TckLines TckLines;

/* A line without its end, followed by a NUL, and its number, from 1; valid until the function returns. */
typedef void (*TckLineFunc)(char *line, gsize length, guint64 number, gpointer data);

/* The rest of a line of more than `most` bytes is dropped. Free with tck_lines_free(). */
TckLines *tck_lines_new(gsize most, TckLineFunc func, gpointer data);
void tck_lines_free(TckLines *lines);

/* Takes the next bytes, and calls the function for each line that ends in them. */
void tck_lines_feed(TckLines *lines, const char *bytes, gsize length);

/* Ends the text, and calls the function for a last line without an end. */
void tck_lines_end(TckLines *lines);

/* Drops an incomplete line. */
void tck_lines_drop(TckLines *lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLines, tck_lines_free)
