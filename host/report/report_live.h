/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The status area at the bottom of a terminal: what each worker does, how far the run has come, and for how long it goes.
 * It is drawn over itself, also by a timer on the default main context; what is to stay is printed above it.
 */
#pragma once

#include <stdio.h>

#include "result.h"

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
