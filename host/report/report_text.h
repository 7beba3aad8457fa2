/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the report for people (report_text.c).
 */
#pragma once

#include <stdio.h>

#include "result.h"

/* ---- lines: with colours or without, cut off at the terminal's width (report_line.c) ---- */

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

/* Text is appended to `out`, which may contain other lines. */
typedef struct {
        GString *out;
        gboolean colour;
        guint limit;   /* the width; G_MAXUINT: unlimited */
        guint columns; /* used so far */
        guint wrap;    /* the width at which tck_line_fold() wraps; 0: it does not */
} TckLine;

/* Adds text, escaped by tck_escape(). Text beyond the limit is replaced by an ellipsis. */
void tck_line_add(TckLine *line, TckStyle style, const char *text);
void tck_line_printf(TckLine *line, TckStyle style, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Ends the line and begins another. */
void tck_line_end(TckLine *line);

/* The column of the text about a result: after a verdict and, unless the limit is narrow, a time. */
guint tck_line_indent(const TckLine *line);

/* The number of columns that the text takes. */
guint tck_columns(const char *text);

/* Adds the text and ends the line. */
void tck_line_print(TckLine *line, TckStyle style, const char *text);

/* Adds text, wrapped at the terminal's width and indented, and ends the line. */
void tck_line_fold(TckLine *line, const char *value);

/* Adds a result's verdict, duration and name. */
void tck_line_add_result(TckLine *line, const TckResult *result);

/* ---- labelled values of a summary ---- */

/* The escaped text, shortened to a readable length. Free with g_free(). */
char *tck_value_shorten(const char *value);

/* Adds a value to be read: its first lines, wrapped. Nothing for NULL. */
void tck_value_add(TckLine *line, const char *label, const char *value);

/* Adds a value to be copied: all of it, on one line. */
void tck_value_add_copyable(TckLine *line, const char *label, const char *value);

/* ---- the status area at the bottom of a terminal (report_live.c): the workers' activities, progress and time. It is redrawn in place,
 * also by a timer in the default main context; text that stays is printed above it ---- */

typedef struct TckLive TckLive;

/* The stream is borrowed, and so is *failure, which tck_put() keeps. Free with tck_live_free(), which clears the area. */
TckLive *tck_live_new(FILE *stream, gboolean colour, guint planned, int *failure);
void tck_live_free(TckLive *live);

/* As in report.h. */
void tck_live_activity(TckLive *live, guint slot, const char *text);

/* Counts a result, and prints its text, if any, above the area. */
void tck_live_result(TckLive *live, TckVerdict verdict, const char *text);

/* Changes the number of results that are planned, and what is noted after the time; NULL: nothing. */
void tck_live_plan(TckLive *live, guint planned, const char *note);

/* Prints text above the area. */
void tck_live_text(TckLive *live, const char *text);

/* The current width of the stream's terminal. */
guint tck_terminal_columns(FILE *stream);

/* ---- the summary (report_summary.c) ---- */

/* Adds a line for each architecture: what is tested, or why nothing is. */
void tck_parts_add(TckLine *line, const TckRun *run);

/* Adds the summary of a run: failures in detail, known deviations and skipped cases by reason, totals. */
void tck_summary_add(TckLine *line, const TckRun *run);
