/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the report for people (report_text.c) is made of.
 */
#pragma once

#include <stdio.h>

#include "result.h"

/* ---- lines: coloured or not, and cut where the terminal ends (report_line.c) ---- */

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

/* The columns that text takes on a terminal. */
guint tck_columns(const char *text);

/* Adds the text and ends the line. */
void tck_line_print(TckLine *line, TckStyle style, const char *text);

/* Adds words, folded where the terminal ends and indented like the first of them, and ends the line. */
void tck_line_fold(TckLine *line, const char *value);

/* Adds a verdict, the time it took and what it is about: the head of all that is said of a result. */
void tck_line_add_result(TckLine *line, const TckResult *result);

/* ---- labelled values of a summary ---- */

/* The text made safe, and not longer than a person reads. Free with g_free(). */
char *tck_value_shorten(const char *value);

/* What people read: the first lines of it, folded. NULL is nothing. */
void tck_value_add(TckLine *line, const char *label, const char *value);

/* What people copy: all of it, on one line. */
void tck_value_add_copyable(TckLine *line, const char *label, const char *value);

/* ---- the status area at the bottom of a terminal: what each worker does, how far the run has come, and for how long it goes. It is
 * drawn over itself, also by a timer on the default main context; what is to stay is printed above it (report_live.c) ---- */

typedef struct TckLive TckLive;

/* The stream is borrowed, and so is *failure, which tck_put() keeps. Free with tck_live_free(), which clears the area. */
TckLive *tck_live_new(FILE *stream, gboolean colour, guint planned, int *failure);
void tck_live_free(TckLive *live);

/* As in report.h. */
void tck_live_activity(TckLive *live, guint slot, const char *text);

/* Counts a result, and prints what is to be said of it above the area, if anything is. */
void tck_live_result(TckLive *live, TckVerdict verdict, const char *text);

/* The columns of a stream's terminal at this moment. */
guint tck_terminal_columns(FILE *stream);

/* ---- the summary (report_summary.c) ---- */

/* Adds what is said of a run once it is over: the failures at length, what is on record and what was skipped by reason, totals. */
void tck_summary_add(TckLine *line, const TckRun *run);
