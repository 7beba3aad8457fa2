/* SPDX-License-Identifier: BSD-2-Clause */
/* What changed from some runs to others. */
#pragma once

#include "result.h"
#include "results_target.h"

typedef enum {
        TCK_REGRESSION,       /* it conformed, or the deviation was excused, and now it fails */
        TCK_KNOWN_REGRESSION, /* it conformed, and now it deviates as is on record, or as a waiver excuses */
        TCK_UNKNOWN,          /* it had a verdict about the thing under test, and now there is an ERROR */
        TCK_PROGRESSION,      /* it failed, deviated or was an ERROR, and now it conforms better */
        TCK_NEW,              /* there was no result, or a SKIP, and now there is one */
        TCK_GONE,             /* there was a result, and now there is none, or a SKIP */
        TCK_SLOWER,           /* it takes at least twice as long, beyond what all cases together do */
        TCK_CHANGES,
} TckChangeKind;

/* "regressions", "regressions on record", … */
const char *tck_change_name(TckChangeKind kind);

typedef struct {
        TckChangeKind kind;
        char *target; /* both have it */
        char *name, *clause, *vm, *arch;
        TckVerdict before, after; /* TCK_VERDICTS: there is none */
        gint64 us_before, us_after;
        char *message;                        /* of the verdict after; NULL if there is none */
        char *version_before, *version_after; /* of the hypervisor; NULL if not known */
} TckChange;

/* The changes from old to new targets (TckResultsTarget): TckChange, in the order of the kinds, then of the results. Targets belong together by their
 * names, or if there is one on each side. TCK_ERROR_USAGE if none belong together. Free with g_ptr_array_unref(). */
GPtrArray *tck_compare(const GPtrArray *before, const GPtrArray *after, GError **error);
