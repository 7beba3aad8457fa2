/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_report.h"

#include <string.h>

#include "console_pattern.h"

enum { LIST_MAX = 64, DETAILS_MAX = 8 };

TckReport *tck_report_new(const TckReader *reader, const TckForm *form, const TckConsoleLine *line) {
        TckReport *report = g_new0(TckReport, 1);

        report->reader = reader;
        report->oops = tck_oops_new(reader->name);
        report->caller = g_strdup(line->caller);
        report->kind = form->kind;
        report->stamped = line->stamped;
        report->began = report->seen = line->time;
        report->line = line->number;
        report->sure = !(form->does & TCK_FORM_MAYBE);
        report->guesses = g_ptr_array_new_with_free_func(g_free);
        return report;
}

void tck_report_free(TckReport *report) {
        tck_oops_free(report->oops);
        g_free(report->caller);
        g_free(report->row);
        g_ptr_array_unref(report->guesses);
        g_free(report);
}

gboolean tck_report_is_of(const TckReport *report, const char *caller) {
        return !*report->caller || !*caller || g_str_equal(report->caller, caller);
}

gboolean tck_report_is_fresh(const TckReport *report, const TckConsoleLine *line, double seconds) {
        return !report->stamped || !line->stamped || line->time - report->seen <= seconds;
}

static void add_to(GPtrArray *list, const char *text, guint most) {
        if (list->len < most)
                g_ptr_array_add(list, g_strdup(text));
}

/* ---- registers ---- */

static gboolean has_register(const GPtrArray *registers, const char *name) {
        gsize length = strlen(name);

        for (guint i = 0; i < registers->len; i++)
                if (g_str_has_prefix(registers->pdata[i], name) && ((char *) registers->pdata[i])[length] == ' ')
                        return TRUE;
        return FALSE;
}

/* Only the first value of a register is kept: registers of user space follow those of the kernel. */
static void read_registers(TckReport *report, const char *text) {
        const GRegex *regex = tck_console_pattern(report->reader->registers);
        g_autoptr(GMatchInfo) match = NULL;
        int end;

        while (g_regex_match(regex, text, 0, &match)) {
                g_autofree char *name = g_match_info_fetch(match, 1), *value = g_match_info_fetch(match, 2);
                g_autofree char *entry = g_strdup_printf("%s %s", name, value);

                if (!has_register(report->oops->registers, name))
                        add_to(report->oops->registers, entry, LIST_MAX);
                g_match_info_fetch_pos(match, 0, NULL, &end);
                text += end;
                g_clear_pointer(&match, g_match_info_unref);
        }
}

/* Counts the registers whose names begin with the row's. */
static guint count_row(const GPtrArray *registers, const char *row) {
        guint n = 0;

        for (guint i = 0; i < registers->len; i++) {
                const char *rest = registers->pdata[i];

                n += g_str_has_prefix(rest, row) && g_ascii_isdigit(rest[strlen(row)]);
        }
        return n;
}

static void read_row(TckReport *report, const char *row, const char *values) {
        g_auto(GStrv) each = g_strsplit(values, " ", 2 * LIST_MAX);
        guint n;

        if (row) {
                g_free(report->row);
                report->row = g_strdup(row);
        }
        if (!report->row)
                return;
        n = count_row(report->oops->registers, report->row);
        for (char **value = each; *value; value++)
                if (**value) {
                        g_autofree char *entry = g_strdup_printf("%s%u %s", report->row, n++, *value);

                        add_to(report->oops->registers, entry, LIST_MAX);
                }
}

void tck_report_take_registers(TckReport *report, const TckConsoleLine *line) {
        if (report->reader->registers && !report->tracing && !report->traced)
                read_registers(report, line->text);
}

/* ---- the facts in a line ---- */

static char *group(const GMatchInfo *match, const char *name) {
        g_autofree char *text = match ? g_match_info_fetch_named(match, name) : NULL;

        return text && *g_strstrip(text) ? g_steal_pointer(&text) : NULL;
}

static void set_once(char **text, char *value) {
        if (*text)
                g_free(value);
        else
                *text = value;
}

static void set_task(TckOops *oops, const GMatchInfo *match) {
        g_autofree char *task = group(match, "task"), *pid = group(match, "pid");

        if (task)
                set_once(&oops->task, pid ? g_strdup_printf("%s (%s)", task, pid) : g_strdup(task));
}

static void set_cpu(TckOops *oops, const GMatchInfo *match) {
        g_autofree char *hexadecimal = group(match, "hexcpu");

        set_once(&oops->cpu, group(match, "cpu"));
        if (hexadecimal)
                set_once(&oops->cpu, g_strdup_printf("%" G_GUINT64_FORMAT, g_ascii_strtoull(hexadecimal, NULL, 16)));
}

static void set_image(TckOops *oops, const GMatchInfo *match) {
        g_autofree char *image = group(match, "image");

        if (image && !oops->has_image) {
                oops->has_image = TRUE;
                oops->image = g_ascii_strtoull(image, NULL, 16);
        }
}

static void set_registers(TckReport *report, const TckConsoleLine *line, const GMatchInfo *match) {
        g_autofree char *row = group(match, "row"), *values = group(match, "values");

        if (values && !report->traced)
                read_row(report, row, values);
        else if (!values && report->reader->registers)
                read_registers(report, line->text);
}

static void set_fields(TckReport *report, const TckForm *form, const char *words, const GMatchInfo *match) {
        TckOops *oops = report->oops;
        g_autofree char *cause = group(match, "cause"), *loaded = group(match, "loaded");

        if (form->does & TCK_FORM_CAUSE)
                g_clear_pointer(&oops->cause, g_free);
        if (cause ||
            (form->does & (TCK_FORM_BEGIN | TCK_FORM_MORE | TCK_FORM_CAUSE) && !(form->does & TCK_FORM_ANNOUNCE)))
                set_once(&oops->cause, g_strdup(cause ? cause : words));
        set_once(&oops->panic, group(match, "panic"));
        if (form->does & TCK_FORM_FATAL && !(form->does & TCK_FORM_ANNOUNCE))
                set_once(&oops->panic, g_strdup(cause ? cause : words));
        set_cpu(oops, match);
        set_task(oops, match);
        set_once(&oops->system, group(match, "system"));
        oops->loaded |= loaded != NULL;
        set_once(&oops->ip, group(match, "ip"));
        set_image(oops, match);
}

/* ---- the backtrace ---- */

static void end_trace(TckReport *report) {
        report->traced |= report->oops->backtrace->len || (report->tracing && report->guesses->len);
        report->tracing = FALSE;
}

static void take_frame(TckReport *report, const TckForm *form, const char *words, const GMatchInfo *match) {
        GPtrArray *list = form->does & TCK_FORM_GUESS ? report->guesses : report->oops->backtrace;
        g_autofree char *frame = group(match, "frame"), *offset = group(match, "offset");
        g_autofree char *entry = g_strconcat(frame ? frame : words, offset ? "+" : NULL, offset, NULL);

        if (report->traced || (!report->tracing && !(form->does & TCK_FORM_LOOSE)))
                return;
        report->tracing = TRUE;
        add_to(list, entry, LIST_MAX);
}

void tck_report_take(TckReport *report, const TckForm *form, const TckConsoleLine *line, const char *words,
                     const GMatchInfo *match) {
        report->sure |= !(form->does & TCK_FORM_MAYBE);
        report->seen = line->time;
        set_fields(report, form, words, match);
        if (form->does & TCK_FORM_DETAIL && g_strcmp0(report->oops->cause, words) != 0)
                add_to(report->oops->details, words, DETAILS_MAX);
        if (form->does & TCK_FORM_REGISTERS)
                set_registers(report, line, match);
        if (form->does & TCK_FORM_OUT)
                end_trace(report);
        if (form->does & TCK_FORM_TRACE && !report->traced)
                report->tracing = TRUE;
        if (form->does & (TCK_FORM_FRAME | TCK_FORM_GUESS))
                take_frame(report, form, words, match);
        report->pinned |= (form->does & TCK_FORM_PIN) != 0;
        report->done |= (form->does & (TCK_FORM_DONE | TCK_FORM_END)) != 0;
        report->oops->over |= (form->does & (TCK_FORM_END | TCK_FORM_PROMPT)) != 0;
}

TckOops *tck_report_told(const TckReport *report) {
        TckOops *oops = tck_oops_copy(report->oops);

        for (guint i = 0; !report->oops->backtrace->len && i < report->guesses->len; i++)
                g_ptr_array_add(oops->backtrace, g_strdup(report->guesses->pdata[i]));
        return oops;
}

char *tck_report_line(const TckReport *report) {
        const TckOops *oops = report->oops;
        g_autoptr(GString) text = g_string_new(NULL);

        if (report->stamped)
                g_string_append_printf(text, "[%12.6f] ", report->began);
        g_string_append(text, oops->cause);
        if (oops->ip)
                g_string_append_printf(text, ", at %s", oops->ip);
        if (oops->task)
                g_string_append_printf(text, ", in %s", oops->task);
        return g_strndup(text->str, 3 * TCK_CONSOLE_LINE_MAX);
}
