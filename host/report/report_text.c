/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_words.h"

#include <string.h>

#include "claim.h"
#include "clause.h"
#include "report_line.h"
#include "report_live.h"
#include "waiver.h"

enum {
        LABEL_COLUMNS = 13,
        WRAP_MIN = 20,  /* columns: narrower than this, a terminal's own folding reads better */
        LINES_MAX = 12, /* of one value; the artifacts have the rest */
        COLUMNS_MAX = 400,
};

typedef struct {
        TckReport report;
        FILE *stream;
        int failure;
        gboolean live;
        gboolean colour;
        gboolean all;  /* results that are good as they come, too */
        TckLive *area; /* while a live run goes */
} Text;

static TckLine new_line(const Text *text, GString *out) {
        return (TckLine){.out = out, .colour = text->colour, .limit = G_MAXUINT};
}

static void print_line(TckLine *line, TckStyle style, const char *text) {
        tck_line_add(line, style, text);
        tck_line_end(line);
}

/* ---- while the run goes ---- */

static void text_begin(TckReport *report, const TckRun *run) {
        Text *text = (Text *) report;
        g_autoptr(GString) out = g_string_new(NULL);
        TckLine line = new_line(text, out);

        tck_line_add(&line, TCK_STYLE_STRONG, "pvpanic-tck " TCK_VERSION);
        if (run->hypervisor)
                tck_line_printf(&line, TCK_STYLE_PLAIN, " on %s", run->hypervisor);
        tck_line_end(&line);
        tck_line_printf(&line, TCK_STYLE_QUIET, "%u results to come, into %s", run->planned,
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

/* A verdict, the time it took and what it is about: the head of all that is said of a result. */
static void add_result(TckLine *line, const TckResult *result) {
        const TckOutcome *worst = tck_result_worst(result);
        g_autofree char *seconds = tck_seconds(worst->duration, 2);

        tck_line_printf(line, tck_verdict_style(worst->verdict), " %-5s", tck_verdict_name(worst->verdict));
        if (!tck_line_is_narrow(line))
                tck_line_printf(line, TCK_STYLE_QUIET, " %7s s", seconds);
        tck_line_add(line, TCK_STYLE_PLAIN, "  ");
        tck_line_add(line, TCK_STYLE_PLAIN, result->tested->name);
        tck_line_printf(line, TCK_STYLE_QUIET, " · %s", result->vm);
}

/* What fails is told below its name, at the length it needs; the rest beside it. */
static void add_result_lines(TckLine *line, const TckRun *run, const TckResult *result) {
        const TckOutcome *worst = tck_result_worst(result);
        gboolean bad = tck_run_is_bad(run, worst->verdict);

        add_result(line, result);
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

/* ---- the summary: labelled values ---- */

/* Words, folded where the terminal ends and indented like the first of them. */
static void add_folded(const Text *text, TckLine *line, const char *value) {
        guint indent = line->columns;
        guint columns = text->live ? tck_terminal_columns(text->stream) : G_MAXUINT;
        g_auto(GStrv) words = g_strsplit(value, " ", -1);

        if (columns < indent + WRAP_MIN)
                columns = G_MAXUINT;
        for (guint i = 0; words[i]; i++) {
                if (line->columns > indent && line->columns + 1 + tck_columns(words[i]) > columns) {
                        tck_line_end(line);
                        tck_line_printf(line, TCK_STYLE_PLAIN, "%*s", (int) indent, "");
                } else if (i) {
                        tck_line_add(line, TCK_STYLE_PLAIN, " ");
                }
                tck_line_add(line, TCK_STYLE_PLAIN, words[i]);
        }
        tck_line_end(line);
}

/* Made safe, and not longer than a person reads. Free with g_free(). */
static char *shorten(const char *value) {
        GString *out = g_string_new(NULL);
        TckLine line = {.out = out, .limit = COLUMNS_MAX};

        tck_line_add(&line, TCK_STYLE_PLAIN, value);
        return g_string_free(out, FALSE);
}

static void add_label(TckLine *line, const char *label) {
        tck_line_printf(line, TCK_STYLE_QUIET, "%7s%-*s", "", LABEL_COLUMNS, label);
}

/* What people read: the first lines of it. */
static void add_value(const Text *text, TckLine *line, const char *label, const char *value) {
        g_auto(GStrv) rows = g_strsplit(value ? value : "", "\n", -1);
        guint count = g_strv_length(rows);

        while (count && !*g_strchomp(rows[count - 1]))
                count--;
        for (guint i = 0; i < MIN(count, LINES_MAX); i++) {
                g_autofree char *row = shorten(rows[i]);

                add_label(line, i ? "" : label);
                add_folded(text, line, row);
        }
        if (count > LINES_MAX) {
                add_label(line, "");
                tck_line_printf(line, TCK_STYLE_QUIET, "(%u more lines)", count - LINES_MAX);
                tck_line_end(line);
        }
}

/* What people copy: all of it, on one line. */
static void add_copyable(TckLine *line, const char *label, const char *value) {
        add_label(line, label);
        print_line(line, TCK_STYLE_PLAIN, value);
}

/* ---- the summary: failures ---- */

static void add_clause(const Text *text, TckLine *line, const char *id) {
        const TckClause *clause = tck_find_clause(id);
        g_autofree char *head = g_strdup_printf("%s (%s)", id, clause ? clause->level : "not in the table");

        add_value(text, line, "clause", head);
        if (!clause)
                return;
        add_value(text, line, "source", clause->source);
        add_value(text, line, "requires", clause->requirement);
}

/* The outcome that did not decide: how it went when the case was not, or was, alone in its VM. */
static void add_other_outcome(const Text *text, TckLine *line, const TckOutcome *other, const TckOutcome *worst) {
        g_autofree char *told = NULL;

        if (other->verdict == worst->verdict && g_strcmp0(other->message, worst->message) == 0)
                told = g_strdup_printf("%s too, for the same reason", tck_verdict_name(other->verdict));
        else
                told = g_strdup_printf("%s%s%s", tck_verdict_name(other->verdict), other->message ? ": " : "",
                                       other->message ? other->message : "");
        add_value(text, line, other->alone ? "run alone" : "run at first", told);
}

/* What became of the guest, and how to have all that is known of it. */
static void add_incident(const Text *text, TckLine *line, const TckRun *run, const TckOutcome *outcome) {
        g_autofree char *command = tck_run_explain_command(run, outcome);

        if (!command)
                return;
        add_value(text, line, "incident", outcome->incident);
        add_copyable(line, "", command);
}

static void add_artifacts(TckLine *line, const GPtrArray *outcomes) {
        const char *label = "artifacts";

        for (guint i = 0; i < outcomes->len; i++) {
                const TckOutcome *outcome = outcomes->pdata[i];

                if (!outcome->artifacts)
                        continue;
                add_copyable(line, label, outcome->artifacts);
                label = "";
        }
}

/* What to do about it, as far as anybody knows. */
static void add_advice(const Text *text, TckLine *line, const TckResult *result) {
        const TckClause *broken = tck_broken_clause(result);

        if (!broken)
                return;
        add_value(text, line, "advice", broken->advice);
        if (broken->fixed_by)
                add_value(text, line, "fixed by", broken->fixed_by);
}

static void add_failure(const Text *text, TckLine *line, const TckRun *run, const TckResult *result) {
        const TckOutcome *worst = tck_result_worst(result);
        g_autofree char *rerun = tck_run_rerun_command(run, result);

        add_result(line, result);
        tck_line_end(line);
        add_clause(text, line, result->tested->clause);
        add_value(text, line, "expected", worst->expected);
        add_value(text, line, "seen", worst->seen);
        /* That of a FAIL says again what was expected and what was seen. */
        if (worst->verdict != TCK_FAIL || !worst->expected || !worst->seen)
                add_value(text, line, "message", worst->message);
        add_value(text, line, "at", worst->place);
        add_advice(text, line, result);
        for (guint i = 0; i < result->outcomes->len; i++)
                if (result->outcomes->pdata[i] != worst)
                        add_other_outcome(text, line, result->outcomes->pdata[i], worst);
        add_incident(text, line, run, worst);
        add_artifacts(line, result->outcomes);
        add_copyable(line, "rerun", rerun);
        tck_line_end(line);
}

static void add_failures(const Text *text, TckLine *line, const TckRun *run) {
        gboolean first = TRUE;

        for (guint i = 0; i < run->results->len; i++) {
                const TckResult *result = run->results->pdata[i];

                if (!tck_run_is_bad(run, tck_result_verdict(result)))
                        continue;
                if (first)
                        print_line(line, TCK_STYLE_STRONG, "Failures");
                first = FALSE;
                add_failure(text, line, run, result);
        }
}

/* ---- the summary: reasons ---- */

/* Results that have a verdict and a reason in common. */
typedef struct {
        const char *reason;
        guint count;
        GPtrArray *names; /* const char *: the cases, each once */
} Group;

static void group_free(gpointer data) {
        Group *group = data;

        g_ptr_array_unref(group->names);
        g_free(group);
}

static Group *find_group(GPtrArray *groups, const char *reason) {
        Group *group;

        for (guint i = 0; i < groups->len; i++) {
                group = groups->pdata[i];
                if (g_str_equal(group->reason, reason))
                        return group;
        }
        group = g_new0(Group, 1);
        group->reason = reason;
        group->names = g_ptr_array_new();
        g_ptr_array_add(groups, group);
        return group;
}

static GPtrArray *group_results(const TckRun *run, TckVerdict verdict) {
        GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);

        for (guint i = 0; i < run->results->len; i++) {
                const TckResult *result = run->results->pdata[i];
                const TckOutcome *worst = tck_result_worst(result);
                Group *group;

                if (worst->verdict != verdict || (verdict == TCK_PASS && !worst->message))
                        continue;
                group = find_group(groups, worst->message ? worst->message : "no reason given");
                group->count++;
                if (!g_ptr_array_find(group->names, result->tested->name, NULL))
                        g_ptr_array_add(group->names, (gpointer) result->tested->name);
        }
        return groups;
}

static void add_reasons(const Text *text, TckLine *line, const TckRun *run, TckVerdict verdict, const char *title) {
        g_autoptr(GPtrArray) groups = group_results(run, verdict);

        if (!groups->len || tck_run_is_bad(run, verdict))
                return;
        print_line(line, TCK_STYLE_STRONG, title);
        for (guint i = 0; i < groups->len; i++) {
                const Group *group = groups->pdata[i];
                g_autofree char *reason = shorten(group->reason);

                tck_line_printf(line, tck_verdict_style(verdict), "%4u ×  ", group->count);
                add_folded(text, line, reason);
                tck_line_printf(line, TCK_STYLE_QUIET, "%8s%s", "", (const char *) group->names->pdata[0]);
                if (group->names->len > 1)
                        tck_line_printf(line, TCK_STYLE_QUIET, " and %u more", group->names->len - 1);
                tck_line_end(line);
        }
        tck_line_end(line);
}

/* Waivers that did not do their work: whoever keeps the file wants to know. */
static void add_remarks(const Text *text, TckLine *line, const TckRun *run) {
        gboolean first = TRUE;

        for (guint i = 0; run->waivers && i < run->waivers->len; i++) {
                const TckWaiver *waiver = run->waivers->pdata[i];
                g_autofree char *remark = tck_waiver_remark(waiver);
                g_autofree char *told = g_strdup_printf("[%s] of %s %s", waiver->name, waiver->file, remark);

                if (!remark)
                        continue;
                if (first)
                        print_line(line, TCK_STYLE_STRONG, "Waivers without effect");
                first = FALSE;
                tck_line_printf(line, TCK_STYLE_PLAIN, "%8s", "");
                add_folded(text, line, told);
        }
        if (!first)
                tck_line_end(line);
}

/* ---- the summary: totals ---- */

static void add_verdict(TckLine *line, const TckRun *run) {
        static const TckStyle styles[TCK_CLAIMS] = {
                [TCK_CLAIM_CONFORMS] = TCK_STYLE_GOOD, [TCK_CLAIM_IN_PART] = TCK_STYLE_GOOD,
                [TCK_CLAIM_PASSED] = TCK_STYLE_GOOD,   [TCK_CLAIM_FAILED] = TCK_STYLE_BAD,
                [TCK_CLAIM_NOTHING] = TCK_STYLE_BAD,   [TCK_CLAIM_SKIPPED] = TCK_STYLE_SKIP,
                [TCK_CLAIM_ERROR] = TCK_STYLE_BROKEN,
        };
        g_autofree char *text = tck_run_claim_text(run);

        tck_line_printf(line, styles[tck_run_claim(run)], " %s", text);
}

static void add_counts(TckLine *line, const TckRun *run) {
        static const struct {
                TckVerdict verdict;
                const char *word;
        } order[] = {
                {TCK_ERROR_VERDICT, "in error"}, {TCK_FAIL, "failed"},  {TCK_PASS, "passed"}, {TCK_KNOWN, "known"},
                {TCK_WAIVED, "waived"},          {TCK_SKIP, "skipped"},
        };
        const char *separator = "";

        for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
                guint count = tck_run_count(run, order[i].verdict);

                if (!count)
                        continue;
                tck_line_printf(line, TCK_STYLE_PLAIN, "%s%u %s", separator, count, order[i].word);
                separator = ", ";
        }
        tck_line_end(line);
}

static void add_profile(TckLine *line, const TckRun *run) {
        g_autofree char *text = tck_run_profile_text(run);

        tck_line_printf(line, TCK_STYLE_QUIET, " profile     %s", text);
        tck_line_end(line);
}

static void add_boots(TckLine *line, const TckRun *run) {
        g_autofree char *seconds = tck_seconds(run->duration, 1);

        tck_line_printf(line, TCK_STYLE_QUIET, " %u VM%s booted", run->boots, run->boots == 1 ? "" : "s");
        if (run->firmware_boots)
                tck_line_printf(line, TCK_STYLE_QUIET, ", %u of them through firmware", run->firmware_boots);
        if (run->restores)
                tck_line_printf(line, TCK_STYLE_QUIET, ", %u restored from a snapshot", run->restores);
        tck_line_printf(line, TCK_STYLE_QUIET, ", %s s in all", seconds);
        tck_line_end(line);
        if (run->no_snapshot) {
                tck_line_printf(line, TCK_STYLE_QUIET, " no snapshot to restore: %s", run->no_snapshot);
                tck_line_end(line);
        }
}

static void add_place(TckLine *line, const char *what, const char *path) {
        tck_line_printf(line, TCK_STYLE_QUIET, " %-11s", what);
        print_line(line, TCK_STYLE_PLAIN, path);
}

/* The folder may never have come to be, and the file may have been what failed. */
static void add_places(TckLine *line, const char *directory) {
        g_autofree char *results = g_build_filename(directory, "results.json", NULL);

        if (g_file_test(directory, G_FILE_TEST_IS_DIR))
                add_place(line, "artifacts", directory);
        if (g_file_test(results, G_FILE_TEST_EXISTS))
                add_place(line, "results", results);
}

static void add_totals(const Text *text, TckLine *line, const TckRun *run) {
        g_autofree char *trouble = tck_run_trouble(run);
        g_autofree char *safe = tck_escape(trouble, "");

        add_verdict(line, run);
        if (trouble) {
                tck_line_add(line, TCK_STYLE_PLAIN, "  ");
                add_folded(text, line, safe);
        }
        if (run->results->len) {
                tck_line_add(line, TCK_STYLE_PLAIN, trouble ? " " : "  ");
                add_counts(line, run);
                add_profile(line, run);
                add_boots(line, run);
        }
        if (run->directory)
                add_places(line, run->directory);
}

/* ---- the end ---- */

static gboolean text_end(TckReport *report, const TckRun *run, GError **error) {
        Text *text = (Text *) report;
        g_autoptr(GString) out = g_string_new(NULL);
        TckLine line = new_line(text, out);

        g_clear_pointer(&text->area, tck_live_free);
        if (run->results->len)
                tck_line_end(&line);
        add_failures(text, &line, run);
        add_reasons(text, &line, run, TCK_KNOWN, "Known deviations");
        add_reasons(text, &line, run, TCK_WAIVED, "Waived");
        add_remarks(text, &line, run);
        add_reasons(text, &line, run, TCK_PASS, "Passed, with a remark");
        add_reasons(text, &line, run, TCK_SKIP, "Skipped");
        add_totals(text, &line, run);
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
