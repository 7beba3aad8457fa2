/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A report of a failure while its lines are being read into a TckOops.
 */
#pragma once

#include "console_reader.h"
#include "oops.h"

typedef struct {
        const TckReader *reader;
        TckOops *oops;
        guint kind;         /* the kinds of the forms that began it */
        char *caller;       /* the caller whose lines belong to it, "" for any caller */
        gboolean stamped;   /* whether the times below are known */
        double began, seen; /* printk's time of its first and of its latest line */
        guint64 line;       /* the number of its first line, */
        guint64 end_line;   /* and of the line with which the system stopped; 0: it has not */
        double ended;       /* printk's time of that */
        gboolean sure;      /* whether it certainly is from one of this reader's systems */
        gboolean tracing;   /* its backtrace is being read */
        gboolean traced;    /* its backtrace has been read */
        gboolean done;      /* it is complete */
        gboolean pinned;    /* later failures are its consequences */
        gboolean fatal;     /* the system stops because of it */
        char *row;          /* the row of registers whose values are being read; NULL: none */
        GPtrArray *guesses; /* char *: entries that may be left over on the stack */
} TckReport;

TckReport *tck_report_new(const TckReader *reader, const TckForm *form, const TckConsoleLine *line);
void tck_report_free(TckReport *report);

/* Whether a line of this caller may belong to it. */
gboolean tck_report_is_of(const TckReport *report, const char *caller);

/* Whether at most so many seconds are between its latest line and this one, as far as their times are known. */
gboolean tck_report_is_fresh(const TckReport *report, const TckConsoleLine *line, double seconds);

/* Takes a line of this form, with the words and the match from tck_form_matches(). */
void tck_report_take(TckReport *report, const TckForm *form, const TckConsoleLine *line, const char *words,
                     const GMatchInfo *match);

/* Takes registers from a line that has no form. */
void tck_report_take_registers(TckReport *report, const TckConsoleLine *line);

/* The contents of the report, as far as it has been read. Free with tck_oops_free(). */
TckOops *tck_report_told(const TckReport *report);

/* One line for the list of earlier failures: "[   76.188444] BUG: soft lockup - CPU#3 stuck for 26s!". Free with g_free(). */
char *tck_report_line(const TckReport *report);
