/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moments of a guest's life, as somebody wrote them down: what a log, a monitor or a console says of one, by whichever clock, and where
 * it says so. In the order of time they are an incident's timeline.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef enum {
        TCK_CLOCK_UNKNOWN, /* nothing tells when it was */
        TCK_CLOCK_HOST,    /* the host's, in UTC */
        TCK_CLOCK_BOOT,    /* the guest's, since its kernel began */
} TckClock;

typedef struct {
        TckClock clock;
        gint64 time; /* microseconds by that clock */
        gint64 host; /* the same by the host's clock, as far as it can be told, otherwise 0: exact for TCK_CLOCK_HOST alone */
        char *file;     /* where it is said; "" if in no file */
        guint64 line;   /* in that, from 1 on; 0: it has no lines, or none that can be named */
        guint64 order;  /* among what the same file says */
        char *text;     /* what it says, not yet safe to print */
        guint64 times;  /* how often it says the same */
        gboolean noise; /* it has no part in the incident */
} TckMoment;

/* Free with tck_moment_free(). */
TckMoment *tck_moment_new(TckClock clock, gint64 time, const char *file, guint64 line, const char *text);
TckMoment *tck_moment_copy(const TckMoment *moment);
void tck_moment_free(TckMoment *moment);

/* An empty list of TckMoment *, which frees them. */
GPtrArray *tck_moments_new(void);

/* For a record, and from one: what is not as it should be there is left out. */
JsonArray *tck_moments_to_json(const GPtrArray *moments);
GPtrArray *tck_moments_from_json(JsonArray *array);

/* "2026-11-21 06:29:52.853", "[   41.100100]"; "" where nothing is known. Free with g_free(). */
char *tck_moment_time(const TckMoment *moment);

/* "domain.log:12"; "" if it is in no file. Not yet safe to print. Free with g_free(). */
char *tck_moment_place(const TckMoment *moment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckMoment, tck_moment_free)
