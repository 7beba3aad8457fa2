/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moments: what a log, a monitor or a console says about a guest, when by which clock, and in which line
 * of which file. In the order of time they are an incident's timeline.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef enum {
        TCK_CLOCK_UNKNOWN, /* the time is not known */
        TCK_CLOCK_HOST,    /* the host's, in UTC */
        TCK_CLOCK_BOOT,    /* the guest's, since its kernel started */
} TckClock;

typedef struct {
        TckClock clock;
        gint64 time;    /* microseconds by that clock */
        gint64 host;    /* the same by the host's clock if it is known, otherwise 0; exact for TCK_CLOCK_HOST only */
        char *file;     /* the file; "" if there is none */
        guint64 line;   /* its line, from 1; 0: the file has no lines, or the line is not known */
        guint64 order;  /* the order within the file */
        char *text;     /* the message, not yet safe to print */
        guint64 times;  /* the number of repetitions */
        gboolean noise; /* it has nothing to do with the incident */
} TckMoment;

/* Free with tck_moment_free(). */
TckMoment *tck_moment_new(TckClock clock, gint64 time, const char *file, guint64 line, const char *text);
TckMoment *tck_moment_copy(const TckMoment *moment);
void tck_moment_free(TckMoment *moment);

/* An empty list of TckMoment *, which frees them. */
GPtrArray *tck_moments_new(void);

/* To a record, and from one: invalid parts are omitted. */
JsonArray *tck_moments_to_json(const GPtrArray *moments);
GPtrArray *tck_moments_from_json(JsonArray *array);

/* "2026-11-21 06:29:52.853", "[   41.100100]"; "" if it is not known. Free with g_free(). */
char *tck_moment_time(const TckMoment *moment);

/* "domain.log:12"; "" if it is in no file. Not yet safe to print. Free with g_free(). */
char *tck_moment_place(const TckMoment *moment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckMoment, tck_moment_free)
