/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the reports share: words for what a run has to say, and printing without losing errors.
 */
#pragma once

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "clause.h"
#include "escape.h"
#include "report.h"

/* "12.345", whatever the locale. Free with g_free(). */
char *tck_seconds(gint64 microseconds, guint decimals);

/* Whether such a verdict makes the run fail. */
gboolean tck_run_is_bad(const TckRun *run, TckVerdict verdict);

/* The clause that the result says is broken, on record or not: whose advice is to be told. NULL if it says no such thing, or if
 * there is no such clause. */
const TckClause *tck_broken_clause(const TckResult *result);

/* Why there is no full set of results, in one sentence; NULL if there is. Free with g_free(). */
char *tck_run_trouble(const TckRun *run);

/* Writes the text out at once. *failure keeps the errno of the first time that this failed. */
void tck_put(FILE *stream, const char *text, int *failure);

/* Whether nothing that was put got lost. */
gboolean tck_put_succeeded(int failure, GError **error);

/* A report that is a file, whose text compose(run) gives when the run ends. That is to be freed with g_free(); NULL if it cannot be
 * made. */
TckReport *tck_report_file_new(const char *path, char *(*compose)(const TckRun *run));

/* Adds to the object that is being built what all reports in JSON have of an outcome; its artifacts are at that path. */
void tck_json_add_outcome(JsonBuilder *builder, const TckOutcome *outcome, const char *artifacts);
