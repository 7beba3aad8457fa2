/* SPDX-License-Identifier: BSD-2-Clause */
/* Which failures an entry of a table is about: a deviation on record, a waiver. */
#pragma once

#include "result.h"

typedef struct {
        char **cases, **vms; /* patterns of names; vms: NULL for all */
        char *pattern;       /* of the failure, "expected …, saw …" with * and ? in it */
} TckSeen;

/* Reads them from the keys cases, vms (optional) and seen. What is wrong with the pattern, NULL if nothing is: it has to have both halves, and each has to say something, for one of
 * them alone would hide what a case does wrong. Free with g_free(). */
char *tck_seen_read(TckSeen *seen, GKeyFile *table, const char *group);
void tck_seen_clear(TckSeen *seen);

/* Whether a failure is among them, by what it says of itself (NULL: whatever it says). */
gboolean tck_seen_has(const TckSeen *seen, const char *case_name, const char *vm, const char *text);

/* "expected …, saw …" of an outcome that has both, else NULL. Free with g_free(). */
char *tck_seen_text(const TckOutcome *outcome);
