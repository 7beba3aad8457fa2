/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared by the reports: texts about a run, and output whose errors are not lost.
 */
#pragma once

#include <stdio.h>

#include "clause.h"
#include "escape.h"
#include "report.h"

/* "12.345", whatever the locale. Free with g_free(). */
char *tck_seconds(gint64 microseconds, guint decimals);

/* Whether such a verdict makes the run fail. */
gboolean tck_run_is_bad(const TckRun *run, TckVerdict verdict);

/* The clause that the result violates, on record or not, for its advice. NULL if it violates none, or the clause is unknown. */
const TckClause *tck_broken_clause(const TckResult *result);

/* Why results are missing, in one sentence; NULL if none are. Free with g_free(). */
char *tck_run_trouble(const TckRun *run);

/* Writes and flushes the text. *failure keeps the errno of the first failure. */
void tck_put(FILE *stream, const char *text, int *failure);

/* FALSE with an error if any output has failed. */
gboolean tck_put_succeeded(int failure, GError **error);

/* A report in a file, whose text compose(run) returns at the end of the run, to be freed with g_free(); NULL if that failed. */
TckReport *tck_report_file_new(const char *path, char *(*compose)(const TckRun *run));
