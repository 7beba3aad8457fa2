/* SPDX-License-Identifier: BSD-2-Clause */
/* The failures that an entry of a table matches: a deviation on record, a waiver. */
#pragma once

#include "result.h"

typedef struct {
        char **cases, **vms; /* patterns of names; vms: NULL matches all */
        char *pattern;       /* of the failure, "expected …, saw …" with wildcards * and ? */
} TckSeen;

/* Reads them from the keys cases, vms (optional) and seen. Returns what is wrong with the pattern, or NULL: it needs both halves, and
 * neither may consist of wildcards only, because that would hide other mistakes of a case. Free with g_free(). */
char *tck_seen_read(TckSeen *seen, GKeyFile *table, const char *group);
void tck_seen_clear(TckSeen *seen);

/* Whether the entry matches a failure with that text (NULL: any text). */
gboolean tck_seen_has(const TckSeen *seen, const char *case_name, const char *vm, const char *text);

/* "expected …, saw …" of an outcome that has both, else NULL. Free with g_free(). */
char *tck_seen_text(const TckOutcome *outcome);
