/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines for people: coloured or not, and cut where the terminal ends.
 */
#pragma once

#include "result.h"

typedef enum {
        TCK_STYLE_PLAIN,
        TCK_STYLE_STRONG,
        TCK_STYLE_QUIET,
        TCK_STYLE_GOOD,
        TCK_STYLE_SKIP,
        TCK_STYLE_KNOWN,
        TCK_STYLE_BAD,
        TCK_STYLE_BROKEN,
        TCK_STYLES,
} TckStyle;

TckStyle tck_verdict_style(TckVerdict verdict);

/* What is written goes to the end of out, which may hold other lines. */
typedef struct {
        GString *out;
        gboolean colour;
        guint limit;   /* columns there are; G_MAXUINT: without end */
        guint columns; /* columns taken */
        guint wrap;    /* columns at which tck_line_fold() begins another line; 0: it does not */
} TckLine;

/* Adds text, made safe by tck_escape(). What goes beyond the limit is left out, and an ellipsis says so. */
void tck_line_add(TckLine *line, TckStyle style, const char *text);
void tck_line_printf(TckLine *line, TckStyle style, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Ends the line, and begins another. */
void tck_line_end(TckLine *line);

/* The column where lines about results have their text: behind a verdict and, unless the limit is narrow, a time. */
guint tck_line_indent(const TckLine *line);
gboolean tck_line_is_narrow(const TckLine *line);

/* The columns that text takes on a terminal. */
guint tck_columns(const char *text);

/* Adds the text and ends the line. */
void tck_line_print(TckLine *line, TckStyle style, const char *text);

/* Adds words, folded where the terminal ends and indented like the first of them, and ends the line. */
void tck_line_fold(TckLine *line, const char *value);

/* Adds a verdict, the time it took and what it is about: the head of all that is said of a result. */
void tck_line_add_result(TckLine *line, const TckResult *result);
