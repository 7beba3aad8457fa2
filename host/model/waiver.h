/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waivers: failures that a user knows of and lets pass until a day, each for a reason, from the files that --waive names. They are
 * applied after the verdicts, and every report shows them.
 */
#pragma once

#include "seen.h"

typedef struct {
        char *name; /* its group */
        char *file;
        TckSeen seen;
        char *reason, *reference;
        char *expires;    /* the last day that it is good for, "2027-01-31", in UTC */
        gboolean expired; /* which was before the run began */
        guint applied;    /* to so many results */
} TckWaiver;

/* Adds the waivers of a file to an array that owns them. What is wrong with it is TCK_ERROR_USAGE, with the place. */
gboolean tck_waivers_read(GPtrArray *waivers, const char *path, GDateTime *now, GError **error);

/* An array for them. Free with g_ptr_array_unref(). */
GPtrArray *tck_waivers_new(void);

/* Waives the FAILs of a result, and under strict its KNOWNs, that a waiver in force is about. An ERROR cannot be waived. */
void tck_waivers_apply(const GPtrArray *waivers, TckResult *result, gboolean strict);

/* What there is to say of a waiver once the run is over: that it expired, that it applied to nothing; NULL if it did its work.
 * Free with g_free(). */
char *tck_waiver_remark(const TckWaiver *waiver);
