/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include "result.h"
#include "clause.h"
#include "report_matrix.h"
#include "report_text.h"
#include "report_words.h"
#include "waiver.h"

/* ---- failures ---- */

static void add_clause(TckLine *line, const char *id) {
        const TckClause *clause = tck_find_clause(id);
        g_autofree char *head = g_strdup_printf("%s (%s)", id, clause ? clause->level : "not in the table");

        tck_value_add(line, "clause", head);
        if (!clause)
                return;
        tck_value_add(line, "source", clause->source);
        tck_value_add(line, "requires", clause->requirement);
}

/* The outcome that did not decide the verdict: that of the other attempt. */
static void add_other_outcome(TckLine *line, const TckOutcome *other, const TckOutcome *worst) {
        g_autofree char *told = NULL;

        if (other->verdict == worst->verdict && g_strcmp0(other->message, worst->message) == 0)
                told = g_strdup_printf("%s too, for the same reason", tck_verdict_name(other->verdict));
        else
                told = g_strdup_printf("%s%s%s", tck_verdict_name(other->verdict), other->message ? ": " : "",
                                       other->message ? other->message : "");
        tck_value_add(line, other->alone ? "run alone" : "run at first", told);
}

/* The guest's incident, and the command that shows it. */
static void add_incident(TckLine *line, const TckRun *run, const TckOutcome *outcome) {
        g_autofree char *command = tck_run_autopsy_command(run, outcome);

        if (!command)
                return;
        tck_value_add(line, "incident", outcome->incident);
        tck_value_add_copyable(line, "", command);
}

static void add_artifacts(TckLine *line, const GPtrArray *outcomes) {
        const char *label = "artifacts";

        for (guint i = 0; i < outcomes->len; i++) {
                const TckOutcome *outcome = outcomes->pdata[i];

                if (!outcome->artifacts)
                        continue;
                tck_value_add_copyable(line, label, outcome->artifacts);
                label = "";
        }
}

/* The clause's advice, and the commit that fixed the deviation elsewhere. */
static void add_advice(TckLine *line, const TckResult *result) {
        const TckClause *broken = tck_broken_clause(result);

        if (!broken)
                return;
        tck_value_add(line, "advice", broken->advice);
        if (broken->fixed_by)
                tck_value_add(line, "fixed by", broken->fixed_by);
}

static void add_failure(TckLine *line, const TckRun *run, const TckResult *result) {
        const TckOutcome *worst = tck_result_worst(result);
        g_autofree char *rerun = tck_run_rerun_command(run, result);

        tck_line_add_result(line, result);
        tck_line_end(line);
        add_clause(line, result->tested->clause);
        tck_value_add(line, "expected", worst->expected);
        tck_value_add(line, "seen", worst->seen);
        /* A FAIL's message repeats what was expected and seen. */
        if (worst->verdict != TCK_FAIL || !worst->expected || !worst->seen)
                tck_value_add(line, "message", worst->message);
        tck_value_add(line, "at", worst->place);
        add_advice(line, result);
        for (guint i = 0; i < result->outcomes->len; i++)
                if (result->outcomes->pdata[i] != worst)
                        add_other_outcome(line, result->outcomes->pdata[i], worst);
        add_incident(line, run, worst);
        add_artifacts(line, result->outcomes);
        tck_value_add_copyable(line, "rerun", rerun);
        tck_line_end(line);
}

static void add_failures(TckLine *line, const TckRun *run) {
        gboolean first = TRUE;

        for (guint i = 0; i < run->results->len; i++) {
                const TckResult *result = run->results->pdata[i];

                if (!tck_run_is_bad(run, tck_result_verdict(result)))
                        continue;
                if (first)
                        tck_line_print(line, TCK_STYLE_STRONG, "Failures");
                first = FALSE;
                add_failure(line, run, result);
        }
}

/* ---- reasons ---- */

/* Results with the same verdict and reason. */
typedef struct {
        const char *reason;
        guint count;
        GPtrArray *names; /* const char *: the cases, without duplicates */
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

static void add_reasons(TckLine *line, const TckRun *run, TckVerdict verdict, const char *title) {
        g_autoptr(GPtrArray) groups = group_results(run, verdict);

        if (!groups->len || tck_run_is_bad(run, verdict))
                return;
        tck_line_print(line, TCK_STYLE_STRONG, title);
        for (guint i = 0; i < groups->len; i++) {
                const Group *group = groups->pdata[i];
                g_autofree char *reason = tck_value_shorten(group->reason);

                tck_line_printf(line, tck_verdict_style(verdict), "%4u ×  ", group->count);
                tck_line_fold(line, reason);
                tck_line_printf(line, TCK_STYLE_QUIET, "%8s%s", "", (const char *) group->names->pdata[0]);
                if (group->names->len > 1)
                        tck_line_printf(line, TCK_STYLE_QUIET, " and %u more", group->names->len - 1);
                tck_line_end(line);
        }
        tck_line_end(line);
}

/* Waivers without effect, for the maintainer of the file. */
static void add_remarks(TckLine *line, const TckRun *run) {
        gboolean first = TRUE;

        for (guint i = 0; run->waivers && i < run->waivers->len; i++) {
                const TckWaiver *waiver = run->waivers->pdata[i];
                g_autofree char *remark = tck_waiver_remark(waiver);
                g_autofree char *told = g_strdup_printf("[%s] of %s %s", waiver->name, waiver->file, remark);

                if (!remark)
                        continue;
                if (first)
                        tck_line_print(line, TCK_STYLE_STRONG, "Waivers without effect");
                first = FALSE;
                tck_line_printf(line, TCK_STYLE_PLAIN, "%8s", "");
                tck_line_fold(line, told);
        }
        if (!first)
                tck_line_end(line);
}

/* ---- architectures ---- */

void tck_parts_add(TckLine *line, const TckRun *run) {
        for (guint i = 0; i < run->parts->len; i++) {
                const TckRunPart *part = run->parts->pdata[i];

                tck_line_printf(line, TCK_STYLE_PLAIN, "    %-8s ", part->arch);
                tck_line_add(line, part->missing ? TCK_STYLE_SKIP : TCK_STYLE_PLAIN,
                             part->missing ? "not run, " : "on ");
                tck_line_print(line, TCK_STYLE_PLAIN, part->missing ? part->missing : part->hypervisor);
        }
}

static void add_matrix(TckLine *line, const TckRun *run) {
        g_auto(GStrv) lines = tck_channel_lines(run);

        if (!lines)
                return;
        tck_line_print(line, TCK_STYLE_STRONG, "Channels by architecture");
        for (char **text = lines; *text; text++) {
                tck_line_add(line, TCK_STYLE_PLAIN, "    ");
                tck_line_print(line, text == lines ? TCK_STYLE_QUIET : TCK_STYLE_PLAIN, *text);
        }
        tck_line_end(line);
}

static void add_missing(TckLine *line, const TckRun *run) {
        gboolean first = TRUE;

        for (guint i = 0; i < run->parts->len; i++) {
                const TckRunPart *part = run->parts->pdata[i];

                if (!part->missing)
                        continue;
                if (first)
                        tck_line_print(line, TCK_STYLE_STRONG, "Not run");
                first = FALSE;
                tck_line_printf(line, TCK_STYLE_SKIP, "    %-8s ", part->arch);
                tck_line_print(line, TCK_STYLE_PLAIN, part->missing);
        }
        if (!first)
                tck_line_end(line);
}

/* ---- totals ---- */

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
        tck_line_print(line, TCK_STYLE_PLAIN, path);
}

/* Only those that exist: creating the folder or the file may be what failed. */
static void add_places(TckLine *line, const char *directory) {
        g_autofree char *results = g_build_filename(directory, "results.json", NULL);

        if (g_file_test(directory, G_FILE_TEST_IS_DIR))
                add_place(line, "artifacts", directory);
        if (g_file_test(results, G_FILE_TEST_EXISTS))
                add_place(line, "results", results);
}

static void add_totals(TckLine *line, const TckRun *run) {
        g_autofree char *trouble = tck_run_trouble(run);
        g_autofree char *safe = tck_escape(trouble, "");

        add_verdict(line, run);
        if (trouble) {
                tck_line_add(line, TCK_STYLE_PLAIN, "  ");
                tck_line_fold(line, safe);
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

void tck_summary_add(TckLine *line, const TckRun *run) {
        add_failures(line, run);
        add_reasons(line, run, TCK_KNOWN, "Known deviations");
        add_reasons(line, run, TCK_WAIVED, "Waived");
        add_remarks(line, run);
        add_reasons(line, run, TCK_PASS, "Passed, with a remark");
        add_reasons(line, run, TCK_SKIP, "Skipped");
        add_missing(line, run);
        add_matrix(line, run);
        add_totals(line, run);
}
