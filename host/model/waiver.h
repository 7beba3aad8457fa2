/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waivers: failures that a user accepts until a day, each for a reason, from the files that --waive names. They are
 * applied after the verdicts, and every report shows them.
 */
#pragma once

#include "seen.h"

typedef struct {
        char *name; /* its group */
        char *file;
        TckSeen seen;
        char *reason, *reference;
        char *expires;    /* the last day on which it applies, "2027-01-31", in UTC */
        gboolean expired; /* that day was before the run began */
        guint applied;    /* the number of results that it was applied to */
} TckWaiver;

/* Adds the waivers of a file to an array that owns them. A mistake in it is TCK_ERROR_USAGE, with the place. */
gboolean tck_waivers_read(GPtrArray *waivers, const char *path, GDateTime *now, GError **error);

/* An array for them. Free with g_ptr_array_unref(). */
GPtrArray *tck_waivers_new(void);

/* Waives the FAILs of a result, and under strict its KNOWNs, that a valid waiver matches. An ERROR cannot be waived. */
void tck_waivers_apply(const GPtrArray *waivers, TckResult *result, gboolean strict);

/* The remark on a waiver after the run: that it expired, or that it matched nothing; NULL if it was applied.
 * Free with g_free(). */
char *tck_waiver_remark(const TckWaiver *waiver);
