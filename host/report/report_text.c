/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_words.h"

#include "report_text.h"

typedef struct {
        TckReport report;
        FILE *stream;
        int failure;
        gboolean live;
        gboolean colour;
        gboolean all;  /* prints good results as well */
        TckLive *area; /* during a live run */
} Text;

static TckLine new_line(const Text *text, GString *out) {
        return (TckLine){.out = out,
                         .colour = text->colour,
                         .limit = G_MAXUINT,
                         .wrap = text->live ? tck_terminal_columns(text->stream) : 0};
}

/* ---- during the run ---- */

static void text_begin(TckReport *report, const TckRun *run) {
        Text *text = (Text *) report;
        g_autoptr(GString) out = g_string_new(NULL);
        TckLine line = new_line(text, out);

        tck_line_add(&line, TCK_STYLE_STRONG, "pvpanic-tck " TCK_VERSION);
        if (run->hypervisor && run->parts->len < 2)
                tck_line_printf(&line, TCK_STYLE_PLAIN, " on %s", run->hypervisor);
        tck_line_end(&line);
        if (run->parts->len > 1)
                tck_parts_add(&line, run);
        if (run->shard)
                tck_line_printf(&line, TCK_STYLE_QUIET, "shard %s: ", run->shard);
        tck_line_printf(&line, TCK_STYLE_QUIET, "%u results planned, in %s", run->planned,
                        run->directory ? run->directory : "nowhere");
        tck_line_end(&line);
        tck_line_end(&line);
        tck_put(text->stream, out->str, &text->failure);
        if (text->live)
                text->area = tck_live_new(text->stream, text->colour, run->planned, &text->failure);
}

static void text_activity(TckReport *report, guint slot, const char *activity) {
        Text *text = (Text *) report;

        if (text->area)
                tck_live_activity(text->area, slot, activity);
}

/* A failure is described in full below its name, other results on the same line. */
static void add_result_lines(TckLine *line, const TckRun *run, const TckResult *result) {
        const TckOutcome *worst = tck_result_worst(result);
        gboolean bad = tck_run_is_bad(run, worst->verdict);

        tck_line_add_result(line, result);
        if (worst->message && bad) {
                tck_line_end(line);
                tck_line_printf(line, TCK_STYLE_PLAIN, "%*s%s", (int) tck_line_indent(line), "", worst->message);
        } else if (worst->message) {
                tck_line_printf(line, TCK_STYLE_QUIET, ": %s", worst->message);
        }
        tck_line_end(line);
}

static void text_result(TckReport *report, const TckRun *run, const TckResult *result) {
        Text *text = (Text *) report;
        g_autoptr(GString) out = g_string_new(NULL);
        TckLine line = new_line(text, out);

        if (text->area)
                line.limit = tck_terminal_columns(text->stream);
        if (text->all || tck_run_is_bad(run, tck_result_verdict(result)))
                add_result_lines(&line, run, result);
        if (text->area)
                tck_live_result(text->area, tck_result_verdict(result), out->str);
        else
                tck_put(text->stream, out->str, &text->failure);
}

/* ---- the end ---- */

static gboolean text_end(TckReport *report, const TckRun *run, GError **error) {
        Text *text = (Text *) report;
        g_autoptr(GString) out = g_string_new(NULL);
        TckLine line = new_line(text, out);

        g_clear_pointer(&text->area, tck_live_free);
        if (run->results->len)
                tck_line_end(&line);
        tck_summary_add(&line, run);
        tck_put(text->stream, out->str, &text->failure);
        return tck_put_succeeded(text->failure, error);
}

static void text_free(TckReport *report) {
        Text *text = (Text *) report;

        tck_live_free(text->area);
        g_free(text);
}

TckReport *tck_report_text_new(FILE *stream, gboolean live, gboolean colour, gboolean all) {
        Text *text = g_new0(Text, 1);

        text->report = (TckReport){text_begin, text_activity, text_result, text_end, text_free};
        text->stream = stream;
        text->live = live;
        text->colour = colour;
        text->all = all;
        return &text->report;
}
