/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns of failures: what a deviation on record, or a waiver, says that is seen. "expected …, saw …" with * and ? in it.
 */
#pragma once

#include "result.h"

/* What is wrong with a pattern, NULL if nothing is: it has to have both halves, and each has to say something. Free with
 * g_free(). */
char *tck_seen_complaint(const char *pattern);

/* "expected …, saw …" of an outcome that has both, else NULL. Free with g_free(). */
char *tck_seen_text(const TckOutcome *outcome);

gboolean tck_seen_matches(const char *pattern, const char *text);
