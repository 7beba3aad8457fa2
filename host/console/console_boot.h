/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One boot of a console while it is being read: the failures that it reports, and what they amount to.
 */
#pragma once

#include "console_report.h"

/* Within so many seconds, by printk's time, lines belong together; and within so many lines where there is no time. */
#define TCK_BURST_SECONDS 2.0
enum { TCK_BURST_LINES = 8 };

typedef struct {
        GPtrArray *reports;    /* TckReport *, the latest last */
        TckReport *fatal;      /* the one that the system gives up because of */
        GPtrArray *earlier;    /* char *: reports that there is no room for */
        gboolean ended;        /* the system has said its last word */
        gboolean final;        /* it does not go on, whatever it prints */
        gboolean handed_over;  /* the system has said that it starts its crash kernel */
        gboolean crash_kernel; /* it is the boot of a crash kernel */
        char *outcome;         /* what came of that, so far */
        guint64 line,
                outcome_line; /* the number of the line with which it began, 0 if that is not known; that of the outcome */
        const TckReader *kernel; /* whose kernel it is; NULL if that is not known */
        gboolean stamped;
        double time; /* printk's, of the latest line */
        guint after; /* lines since those of a report */
} TckBoot;

/* Free with tck_boot_free(), which takes NULL. */
TckBoot *tck_boot_new(void);
void tck_boot_free(TckBoot *boot);

/* Whether another kernel that runs after this boot is its crash kernel: it took one up, and nothing says that this failed. */
gboolean tck_boot_is_taken_over(const TckBoot *boot);

/* The latest report that a line of this caller may belong to; NULL if there is none. */
TckReport *tck_boot_find_report(const TckBoot *boot, const char *caller);

/* Takes a report over. If there are too many the oldest goes, and a line of it is kept. */
void tck_boot_add_report(TckBoot *boot, TckReport *report);

/* Drops a report with which the system seemed to give up, and returns NULL, if it could have been from several systems and lines have
 * come since that are from none of them: it was no crash. Returns any other report. */
TckReport *tck_boot_drop_unsure(TckBoot *boot, TckReport *report);

/* The report because of which the system gives up with these words in this line; NULL if it is none of those that are there. */
TckReport *tck_boot_find_cause(const TckBoot *boot, const TckReader *reader, const TckConsoleLine *line,
                               const char *panic);

/* Whether it is the crash kernel that gives up with these words: a kernel does so once. */
gboolean tck_boot_is_of_crash_kernel(const TckBoot *boot, const TckForm *form, const TckConsoleLine *line,
                                     const char *panic);

/* The failure that a boot ended with; NULL if it went on. */
const TckReport *tck_boot_find_failure(const TckBoot *boot);

/* How a boot failed, given the one before it (or NULL), of which it may be the crash kernel; NULL if it did not. Free with
 * tck_oops_free(). */
TckOops *tck_boot_conclude(const TckBoot *before, const TckBoot *boot);

/* Adds what it says of which time and in which line: TckMoment *. */
void tck_boot_add_moments(GPtrArray *moments, const char *file, const TckBoot *boot);
