/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_boot.h"

#include "date.h"
#include "moment.h"

enum { REPORTS_MAX = 16, AFTERMATH_LINES = 3 };

/* A verdict with known words is attributed to a report of at most so many seconds before, by printk's time. */
static const double patience = 30;

static void free_report(gpointer report) {
        tck_report_free(report);
}

TckBoot *tck_boot_new(void) {
        TckBoot *boot = g_new0(TckBoot, 1);

        boot->reports = g_ptr_array_new_with_free_func(free_report);
        boot->earlier = g_ptr_array_new_with_free_func(g_free);
        return boot;
}

void tck_boot_free(TckBoot *boot) {
        if (!boot)
                return;
        g_ptr_array_unref(boot->reports);
        g_ptr_array_unref(boot->earlier);
        g_free(boot->outcome);
        g_free(boot);
}

gboolean tck_boot_is_taken_over(const TckBoot *boot) {
        return boot->fatal && (boot->fatal->oops->loaded || boot->handed_over) && !boot->ended;
}

TckReport *tck_boot_find_report(const TckBoot *boot, const char *caller) {
        if (boot->fatal)
                return tck_report_is_of(boot->fatal, caller) ? boot->fatal : NULL;
        for (guint i = boot->reports->len; i; i--)
                if (tck_report_is_of(boot->reports->pdata[i - 1], caller))
                        return boot->reports->pdata[i - 1];
        return NULL;
}

static void drop_oldest(TckBoot *boot) {
        TckReport *oldest = boot->reports->pdata[0];

        if (oldest->sure && oldest->oops->cause && boot->earlier->len < REPORTS_MAX)
                g_ptr_array_add(boot->earlier, tck_report_line(oldest));
        g_ptr_array_remove_index(boot->reports, 0);
}

void tck_boot_add_report(TckBoot *boot, TckReport *report) {
        if (boot->reports->len == REPORTS_MAX)
                drop_oldest(boot);
        g_ptr_array_add(boot->reports, report);
}

TckReport *tck_boot_drop_unsure(TckBoot *boot, TckReport *report) {
        if (report != boot->fatal || report->sure || boot->after <= TCK_BURST_LINES)
                return report;
        boot->fatal = NULL;
        boot->final = FALSE;
        g_ptr_array_remove(boot->reports, report);
        return NULL;
}

/* ---- stops ---- */

/* The kinds of failures that can be the cause of a stop with these words. If the words are unknown, any can be that immediately precedes
 * it. */
static guint kinds_of(const TckReader *reader, const char *panic, double *ret_patience) {
        *ret_patience = patience;
        for (gsize i = 0; i < reader->n_verdicts; i++)
                if (g_str_has_prefix(panic, reader->verdicts[i].panic))
                        return reader->verdicts[i].kinds;
        *ret_patience = TCK_BURST_SECONDS;
        return ~0u;
}

TckReport *tck_boot_find_cause(const TckBoot *boot, const TckReader *reader, const TckConsoleLine *line,
                               const char *panic) {
        const GPtrArray *reports = boot->reports;
        double most;
        guint kinds = kinds_of(reader, panic, &most);

        for (guint i = reports->len; i; i--) {
                TckReport *report = reports->pdata[i - 1];

                if (report->reader == reader && tck_report_is_of(report, line->caller) &&
                    (!report->kind || report->kind & kinds) && tck_report_is_fresh(report, line, most))
                        return report;
        }
        return NULL;
}

/* A kernel stops once. If its crash kernel was to start, a second stop is the crash kernel's. */
gboolean tck_boot_is_of_crash_kernel(const TckBoot *boot, const TckForm *form, const TckConsoleLine *line,
                                     const char *panic) {
        return tck_boot_is_taken_over(boot) && form->does & TCK_FORM_FINAL &&
               (g_strcmp0(boot->fatal->oops->panic, panic) != 0 ||
                !tck_report_is_fresh(boot->fatal, line, TCK_BURST_SECONDS));
}

/* ---- the conclusion ---- */

const TckReport *tck_boot_find_failure(const TckBoot *boot) {
        if (boot->fatal && boot->fatal->sure && boot->fatal->oops->cause)
                return boot->fatal;
        for (guint i = boot->reports->len; i; i--) {
                const TckReport *report = boot->reports->pdata[i - 1];
                gboolean survived = report->kind & report->reader->survivable && boot->after > AFTERMATH_LINES;

                if (report->sure && report->oops->cause && !survived && !(report->kind & report->reader->harmless))
                        return report;
        }
        return NULL;
}

static void add_earlier(TckOops *oops, const TckBoot *boot, const TckReport *failure) {
        for (guint i = 0; i < boot->earlier->len; i++)
                g_ptr_array_add(oops->earlier, g_strdup(boot->earlier->pdata[i]));
        for (guint i = 0; i < boot->reports->len; i++) {
                const TckReport *report = boot->reports->pdata[i];

                if (report != failure && report->sure && report->oops->cause && report->began <= failure->began)
                        g_ptr_array_add(oops->earlier, tck_report_line(report));
        }
}

static void set_crash_kernel(TckOops *oops, char *outcome) {
        g_free(oops->crash_kernel);
        oops->crash_kernel = outcome;
}

static TckOops *conclude(const TckBoot *boot) {
        const TckReport *failure = tck_boot_find_failure(boot);
        TckOops *oops;

        if (!failure)
                return NULL;
        oops = tck_report_told(failure);
        oops->last = boot->final || boot->after <= AFTERMATH_LINES;
        if (boot->handed_over)
                set_crash_kernel(oops, g_strdup("the crash kernel was to start"));
        add_earlier(oops, boot, failure);
        return oops;
}

/* The failure is that of the previous boot; the crash kernel's own result is added to it. */
static TckOops *conclude_crash_kernel(const TckBoot *before, const TckBoot *boot) {
        TckOops *oops = before ? conclude(before) : NULL, *own = conclude(boot);

        if (!oops)
                return own;
        if (own && own->panic) {
                set_crash_kernel(oops, g_strconcat("the crash kernel panicked: ", own->panic, NULL));
                oops->gone = own->over;
        } else {
                set_crash_kernel(oops, g_strdup(boot->outcome ? boot->outcome : "the crash kernel started"));
                oops->gone = boot->ended;
        }
        oops->over = oops->last = TRUE;
        tck_oops_free(own);
        return oops;
}

TckOops *tck_boot_conclude(const TckBoot *before, const TckBoot *boot) {
        return boot->crash_kernel ? conclude_crash_kernel(before, boot) : conclude(boot);
}

/* ---- the timeline ---- */

static void add_moment(GPtrArray *moments, const char *file, gboolean stamped, double time, guint64 line,
                       const char *text) {
        g_ptr_array_add(moments, tck_moment_new(stamped ? TCK_CLOCK_BOOT : TCK_CLOCK_UNKNOWN,
                                                stamped ? tck_seconds_to_time(time) : 0, file, line, text));
}

static void add_report_moments(GPtrArray *moments, const char *file, const TckReport *report) {
        const TckOops *oops = report->oops;

        if (!report->sure || !oops->cause)
                return;
        add_moment(moments, file, report->stamped, report->began, report->line, oops->cause);
        if (report->end_line && oops->panic && !g_str_has_suffix(oops->cause, oops->panic))
                add_moment(moments, file, report->stamped, report->ended, report->end_line, oops->panic);
}

void tck_boot_add_moments(GPtrArray *moments, const char *file, const TckBoot *boot) {
        if (boot->line)
                add_moment(moments, file, FALSE, 0, boot->line,
                           boot->crash_kernel ? "the crash kernel begins to run" : "a system begins to run");
        for (guint i = 0; i < boot->reports->len; i++)
                add_report_moments(moments, file, boot->reports->pdata[i]);
        if (boot->outcome)
                add_moment(moments, file, FALSE, 0, boot->outcome_line, boot->outcome);
}
