/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One boot of a console while it is being read: the failures that it reports, and the conclusion from them.
 */
#pragma once

#include "console_report.h"

/* Lines within so many seconds, by printk's time, belong together; without times, lines within so many lines. */
#define TCK_BURST_SECONDS 2.0
enum { TCK_BURST_LINES = 8 };

typedef struct {
        GPtrArray *reports;    /* TckReport *, the latest last */
        TckReport *fatal;      /* the failure that stops the system */
        GPtrArray *earlier;    /* char *: lines of reports that were dropped */
        gboolean ended;        /* the system has printed its last line */
        gboolean final;        /* the system does not go on, whatever it prints */
        gboolean handed_over;  /* the system has said that it starts its crash kernel */
        gboolean crash_kernel; /* it is the boot of a crash kernel */
        char *outcome;         /* the crash kernel's result so far */
        guint64 line,
                outcome_line; /* the number of the line with which it began, 0 if that is not known; that of the outcome */
        const TckReader *kernel; /* the reader of its kernel's system; NULL if that is not known */
        gboolean stamped;
        double time; /* printk's, of the latest line */
        guint after; /* lines since the last one of a report */
} TckBoot;

/* Free with tck_boot_free(), which takes NULL. */
TckBoot *tck_boot_new(void);
void tck_boot_free(TckBoot *boot);

/* Whether a kernel that boots after this one is its crash kernel: one was started, and no line says that this failed. */
gboolean tck_boot_is_taken_over(const TckBoot *boot);

/* The latest report to which a line of this caller may belong; NULL if there is none. */
TckReport *tck_boot_find_report(const TckBoot *boot, const char *caller);

/* Adds a report, and takes ownership of it. If there are too many, the oldest is dropped except for one line. */
void tck_boot_add_report(TckBoot *boot, TckReport *report);

/* Drops a report that seemed to stop the system, and returns NULL, if it could have been from several systems and lines have
 * followed that are from none of them: it was not a crash. Returns any other report. */
TckReport *tck_boot_drop_unsure(TckBoot *boot, TckReport *report);

/* The report that is the cause of the system's stop in this line; NULL if it is none of the known ones. */
TckReport *tck_boot_find_cause(const TckBoot *boot, const TckReader *reader, const TckConsoleLine *line,
                               const char *panic);

/* Whether this line is the stop of the crash kernel: a kernel stops once. */
gboolean tck_boot_is_of_crash_kernel(const TckBoot *boot, const TckForm *form, const TckConsoleLine *line,
                                     const char *panic);

/* The failure that a boot ended with; NULL if it went on. */
const TckReport *tck_boot_find_failure(const TckBoot *boot);

/* How a boot failed, given the one before it (or NULL), of which it may be the crash kernel; NULL if it did not. Free with
 * tck_oops_free(). */
TckOops *tck_boot_conclude(const TckBoot *before, const TckBoot *boot);

/* Adds its messages with their times and lines: TckMoment *. */
void tck_boot_add_moments(GPtrArray *moments, const char *file, const TckBoot *boot);
