/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_parser.h"

#include <string.h>

#include "console_boot.h"
#include "console_skim.h"
#include "moment.h"

/* After so many lines without a match, only forms that can begin something are tried. */
enum { HINTS_MAX = 4, IDLE_LINES = 256 };

/* A smaller time of printk's, by so many seconds, means that another kernel runs: any kernel, or the crash kernel if it is expected. */
static const double backwards = 1, expected_backwards = 0.1;

struct TckConsoleParser {
        TckConsoleLines *lines;
        TckBoot *boot, *before;    /* the current boot, and the previous one or NULL */
        TckOops *failed;           /* the failure of the latest failed boot before this one; NULL if there is none */
        GPtrArray *failed_moments; /* TckMoment *: of that failure */
        GPtrArray *hints;          /* char * */
        guint hint_age;            /* lines since the latest hint */
        char *previous;            /* the text of the previous line */
        gboolean doubled;          /* the console has each line twice */
        guint64 boots;             /* that have begun so far */
};

/* ---- boots ---- */

static void keep_failure(TckConsoleParser *parser);

static void begin_boot(TckConsoleParser *parser, const TckConsoleLine *line) {
        keep_failure(parser);
        tck_boot_free(parser->before);
        parser->before = parser->boot;
        parser->boot = tck_boot_new();
        parser->boot->line = line->number;
        parser->boots++;
        g_ptr_array_set_size(parser->hints, 0);
        parser->doubled = FALSE;
}

/* A kernel whose time starts again is a new one, even if its first line is missing. */
static void watch_time(TckConsoleParser *parser, const TckConsoleLine *line) {
        gboolean taken_over = tck_boot_is_taken_over(parser->boot);

        if (!line->stamped)
                return;
        if (parser->boot->stamped && line->time < parser->boot->time - (taken_over ? expected_backwards : backwards)) {
                begin_boot(parser, line);
                parser->boot->crash_kernel = taken_over;
        }
        parser->boot->stamped = TRUE;
        parser->boot->time = line->time;
}

/* A crash kernel may print nothing before its user space runs. */
static void take_outcome(TckConsoleParser *parser, const TckForm *form, const TckConsoleLine *line,
                         const GMatchInfo *match) {
        g_autofree char *outcome = match ? g_match_info_fetch_named(match, "outcome") : NULL;
        gboolean taken_over = tck_boot_is_taken_over(parser->boot);

        if (!parser->boot->crash_kernel && !taken_over && form->does & TCK_FORM_MORE)
                return;
        if (taken_over && !parser->boot->crash_kernel)
                begin_boot(parser, line);
        parser->boot->crash_kernel = TRUE;
        parser->boot->ended |= (form->does & TCK_FORM_END) != 0;
        if (outcome && *outcome) {
                g_free(parser->boot->outcome);
                parser->boot->outcome = g_steal_pointer(&outcome);
                parser->boot->outcome_line = line->number;
        }
}

/* ---- reports ---- */

static TckReport *add_report(TckConsoleParser *parser, const TckReader *reader, const TckForm *form,
                             const TckConsoleLine *line) {
        TckBoot *boot = parser->boot;
        TckReport *report = tck_report_new(reader, form, line);

        tck_boot_add_report(boot, report);
        report->sure |= boot->kernel == reader;
        for (guint i = 0; parser->hint_age <= TCK_BURST_LINES && i < parser->hints->len; i++)
                g_ptr_array_add(report->oops->details, g_strdup(parser->hints->pdata[i]));
        g_ptr_array_set_size(parser->hints, 0);
        return report;
}

/* Whether the line is one of the first lines of the report. */
static gboolean goes_on(const TckReport *report, const TckForm *form, const TckConsoleLine *line) {
        return report && form->does & TCK_FORM_MORE && !report->traced && !report->tracing && !report->done &&
               tck_report_is_fresh(report, line, TCK_BURST_SECONDS);
}

/* A failure that a kernel reports right after a fatal one is a consequence of it. */
static gboolean is_consequence(const TckReport *report, const TckForm *form, const TckConsoleLine *line) {
        guint lasting = report ? report->reader->lasting : 0;

        return report && (report->pinned || (report->kind & lasting && !(form->kind & lasting) && report->stamped &&
                                             tck_report_is_fresh(report, line, TCK_BURST_SECONDS)));
}

static TckReport *begin_report(TckConsoleParser *parser, const TckReader *reader, const TckForm *form,
                               const TckConsoleLine *line, const char *words) {
        TckReport *report = tck_boot_find_report(parser->boot, line->caller);

        if (parser->boot->fatal)
                return goes_on(report, form, line) ? report : NULL;
        if (goes_on(report, form, line)) {
                report->kind |= form->kind;
                return report;
        }
        if (is_consequence(report, form, line))
                return NULL;
        if (report && !report->traced && !report->tracing && g_strcmp0(report->oops->cause, words) == 0) {
                parser->doubled = TRUE;
                return NULL;
        }
        return add_report(parser, reader, form, line);
}

/* ---- stops ---- */

static TckReport *give_up(TckConsoleParser *parser, const TckReader *reader, const TckForm *form,
                          const TckConsoleLine *line, const char *words, const GMatchInfo *match) {
        g_autofree char *panic = match ? g_match_info_fetch_named(match, "panic") : NULL;
        TckBoot *boot = parser->boot;

        if (tck_boot_is_of_crash_kernel(boot, form, line, panic)) {
                begin_boot(parser, line);
                boot = parser->boot;
                boot->crash_kernel = TRUE;
        }
        if (boot->fatal)
                return form->does & TCK_FORM_END && boot->fatal->reader == reader ? boot->fatal : NULL;
        boot->fatal = tck_boot_find_cause(boot, reader, line, panic ? panic : words);
        if (!boot->fatal)
                boot->fatal = add_report(parser, reader, form, line);
        boot->fatal->fatal = TRUE;
        boot->fatal->end_line = line->number;
        boot->fatal->ended = line->time;
        g_free(boot->fatal->caller);
        boot->fatal->caller = g_strdup(line->caller);
        boot->final = (form->does & TCK_FORM_FINAL) != 0;
        return boot->fatal;
}

/* ---- lines ---- */

static void add_hint(TckConsoleParser *parser, const char *words) {
        if (parser->hints->len == HINTS_MAX)
                g_ptr_array_remove_index(parser->hints, 0);
        g_ptr_array_add(parser->hints, g_strdup(words));
        parser->hint_age = 0;
}

static void take(TckConsoleParser *parser, const TckReader *reader, const TckForm *form, const TckConsoleLine *line,
                 const char *words, const GMatchInfo *match) {
        TckReport *report = tck_boot_find_report(parser->boot, line->caller);

        if (form->does & TCK_FORM_HINT && (!report || report->done))
                add_hint(parser, words);
        if (form->does & TCK_FORM_FATAL)
                report = give_up(parser, reader, form, line, words, match);
        else if (form->does & (TCK_FORM_BEGIN | TCK_FORM_MORE))
                report = begin_report(parser, reader, form, line, words);
        if (!report || report->reader != reader || (form->does & TCK_FORM_HINT && report->done))
                return;
        tck_report_take(report, form, line, words, match);
        parser->boot->after = 0;
        parser->boot->ended |= (form->does & TCK_FORM_END) != 0;
        parser->boot->handed_over |= report->fatal && form->does & TCK_FORM_HAND_OVER;
}

/* Whether the form can match a line here. */
static gboolean is_of_use(const TckConsoleParser *parser, const TckReader *reader, const TckForm *form,
                          const TckReport *report) {
        const TckReader *kernel = parser->boot->kernel;

        if (form->does & (TCK_FORM_BOOT | TCK_FORM_CRASH_KERNEL))
                return FALSE;
        if (report && report->reader == reader && report->fatal)
                return !(form->does & TCK_FORM_BEGIN) || form->does & TCK_FORM_FATAL;
        if (report && report->reader == reader)
                return !(report->kind & form->not_of);
        /* A form that several systems print is only tried for the one that is known to run. */
        return form->does & (TCK_FORM_BEGIN | TCK_FORM_MORE | TCK_FORM_FATAL | TCK_FORM_HINT) &&
               !(form->does & TCK_FORM_MAYBE && kernel && kernel != reader);
}

/* Tries the reader's forms in their order. */
static gboolean try_reader(TckConsoleParser *parser, const TckReader *reader, const TckConsoleLine *line,
                           const TckReport *report) {
        for (gsize i = 0; i < reader->n_forms; i++) {
                const TckForm *form = &reader->forms[i];
                g_autoptr(GMatchInfo) match = NULL;
                const char *words;

                if (is_of_use(parser, reader, form, report) && tck_form_matches(form, line, &words, &match)) {
                        take(parser, reader, form, line, words, match);
                        return TRUE;
                }
        }
        return FALSE;
}

/* Whether the system is one of several that stop with the same words. */
static gboolean shares_words(const TckReader *reader) {
        for (gsize i = 0; i < reader->n_forms; i++)
                if (reader->forms[i].does & TCK_FORM_FATAL && reader->forms[i].does & TCK_FORM_MAYBE)
                        return TRUE;
        return FALSE;
}

/* Whether the line shows which system a report is from that several can have printed. */
static gboolean try_other_systems(TckConsoleParser *parser, const TckConsoleLine *line, TckReport *report) {
        const GPtrArray *readers = tck_console_readers();
        const TckReader *first = report->reader;

        for (guint i = 0; i < readers->len; i++) {
                report->reader = readers->pdata[i];
                if (report->reader != first && shares_words(report->reader) &&
                    try_reader(parser, report->reader, line, report) && report->sure) {
                        g_free(report->oops->origin);
                        report->oops->origin = g_strdup(report->reader->name);
                        return TRUE;
                }
        }
        report->reader = first;
        return FALSE;
}

static void find_form(TckConsoleParser *parser, const TckConsoleLine *line) {
        const GPtrArray *readers = tck_console_readers();
        TckReport *report = tck_boot_find_report(parser->boot, line->caller);

        if (report && !report->sure)
                report = tck_boot_drop_unsure(parser->boot, report);
        if (report && try_reader(parser, report->reader, line, report))
                return;
        if (report && report->fatal && !report->sure && try_other_systems(parser, line, report))
                return;
        for (guint i = 0; i < readers->len; i++)
                if ((!report || readers->pdata[i] != report->reader) &&
                    try_reader(parser, readers->pdata[i], line, report))
                        return;
        if (report)
                tck_report_take_registers(report, line);
}

/* Whether the line begins a boot, or shows what kind of boot it is. */
static gboolean tells_of_boot(TckConsoleParser *parser, const TckReader *reader, const TckForm *form,
                              const TckConsoleLine *line, const TckReport *report) {
        g_autoptr(GMatchInfo) match = NULL;
        const char *words;

        if (!(form->does & (TCK_FORM_BOOT | TCK_FORM_CRASH_KERNEL)) || (report && report->kind & form->not_of) ||
            !tck_form_matches(form, line, &words, &match))
                return FALSE;
        if (form->does & TCK_FORM_BOOT) {
                begin_boot(parser, line);
                parser->boot->kernel = form->does & TCK_FORM_FINAL ? reader : NULL;
        } else {
                take_outcome(parser, form, line, match);
        }
        return TRUE;
}

static gboolean find_boot(TckConsoleParser *parser, const TckConsoleLine *line) {
        const GPtrArray *readers = tck_console_readers();
        const TckReport *report = tck_boot_find_report(parser->boot, line->caller);

        for (guint i = 0; i < readers->len; i++) {
                const TckReader *reader = readers->pdata[i];

                for (gsize j = 0; j < reader->n_forms; j++)
                        if (tells_of_boot(parser, reader, &reader->forms[j], line, report))
                                return TRUE;
        }
        return FALSE;
}

static void read_line(const TckConsoleLine *line, gpointer data) {
        TckConsoleParser *parser = data;
        gboolean again = parser->doubled && g_strcmp0(parser->previous, line->text) == 0;

        g_free(parser->previous);
        parser->previous = g_strdup(line->text);
        if (again)
                return;
        parser->boot->after++;
        parser->hint_age++;
        if (find_boot(parser, line))
                return;
        watch_time(parser, line);
        if (!parser->boot->ended)
                find_form(parser, line);
}

TckConsoleParser *tck_console_parser_new(void) {
        TckConsoleParser *parser = g_new0(TckConsoleParser, 1);

        parser->lines = tck_console_lines_new(read_line, parser);
        parser->boot = tck_boot_new();
        parser->hints = g_ptr_array_new_with_free_func(g_free);
        parser->failed_moments = tck_moments_new();
        return parser;
}

void tck_console_parser_free(TckConsoleParser *parser) {
        if (!parser)
                return;
        tck_console_lines_free(parser->lines);
        tck_boot_free(parser->boot);
        tck_boot_free(parser->before);
        tck_oops_free(parser->failed);
        g_ptr_array_unref(parser->failed_moments);
        g_ptr_array_unref(parser->hints);
        g_free(parser->previous);
        g_free(parser);
}

void tck_console_parser_feed(TckConsoleParser *parser, const char *bytes, gsize length) {
        const char *end = bytes + length;

        while (bytes < end) {
                const char *stop = tck_console_line_end(bytes, end);

                if (parser->boot->after >= IDLE_LINES && tck_console_lines_are_whole(parser->lines))
                        stop = tck_console_skim_lines(parser->lines, bytes, end, TCK_BURST_LINES);
                else
                        tck_console_lines_feed(parser->lines, bytes, (gsize) (stop - bytes));
                bytes = stop;
        }
}

/* ---- the conclusion ---- */

TckOops *tck_console_parser_look(TckConsoleParser *parser) {
        tck_console_lines_pause(parser->lines);
        return tck_boot_conclude(parser->before, parser->boot);
}

TckOops *tck_console_parser_before(const TckConsoleParser *parser) {
        return parser->failed && !parser->boot->crash_kernel ? tck_oops_copy(parser->failed) : NULL;
}

TckOops *tck_console_parser_end(TckConsoleParser *parser) {
        tck_console_lines_end(parser->lines);
        return tck_console_parser_look(parser);
}

/* ---- the timeline ---- */

static void add_own_moments(const TckConsoleParser *parser, const char *file, GPtrArray *moments) {
        if (parser->before && parser->boot->crash_kernel)
                tck_boot_add_moments(moments, file, parser->before);
        tck_boot_add_moments(moments, file, parser->boot);
}

/* Keeps the failure of a boot that ends, because the next boot may succeed. */
static void keep_failure(TckConsoleParser *parser) {
        TckOops *oops = tck_boot_conclude(parser->before, parser->boot);

        if (!oops || !oops->panic) {
                tck_oops_free(oops);
                return;
        }
        tck_oops_free(parser->failed);
        parser->failed = oops;
        g_ptr_array_set_size(parser->failed_moments, 0);
        add_own_moments(parser, "", parser->failed_moments);
}

guint64 tck_console_parser_moments(const TckConsoleParser *parser, const char *file, GPtrArray *moments) {
        gboolean fine = !parser->boot->crash_kernel && !tck_boot_find_failure(parser->boot);

        for (guint i = 0; fine && i < parser->failed_moments->len; i++) {
                TckMoment *moment = tck_moment_copy(parser->failed_moments->pdata[i]);

                g_free(moment->file);
                moment->file = g_strdup(file);
                g_ptr_array_add(moments, moment);
        }
        add_own_moments(parser, file, moments);
        return parser->boots;
}

gboolean tck_console_parser_knows(const TckConsoleParser *parser) {
        return parser->boots || parser->boot->stamped || parser->boot->reports->len;
}

TckOops *tck_console_parse(const char *text, gsize length) {
        g_autoptr(TckConsoleParser) parser = tck_console_parser_new();

        tck_console_parser_feed(parser, text, length);
        return tck_console_parser_end(parser);
}
