/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_words.h"

#include "result.h"
#include "clause.h"
#include "report_matrix.h"
#include "waiver.h"

typedef struct {
        TckReport report;
        FILE *stream;
        guint version;
        int failure;
        gboolean begun;
        guint number;
} Tap;

static void append_comment(GString *out, const char *what, const char *text) {
        g_autofree char *escaped = tck_escape(text, "");

        if (text)
                g_string_append_printf(out, "# %s: %s\n", what, escaped);
}

/* A comment for each architecture of several. */
static void append_parts(GString *out, const TckRun *run) {
        if (run->parts->len < 2)
                append_comment(out, "hypervisor", run->hypervisor);
        for (guint i = 0; run->parts->len > 1 && i < run->parts->len; i++) {
                const TckRunPart *part = run->parts->pdata[i];
                g_autofree char *told =
                        part->missing ? g_strdup_printf("not run, %s", part->missing) : g_strdup(part->hypervisor);

                append_comment(out, part->arch, told);
        }
}

static void tap_begin(TckReport *report, const TckRun *run) {
        Tap *tap = (Tap *) report;
        g_autoptr(GString) out = g_string_new(NULL);

        tap->begun = TRUE;
        g_string_append_printf(out, "TAP version %u\n1..%u\n", tap->version, run->planned);
        append_parts(out, run);
        if (run->shard)
                append_comment(out, "shard", run->shard);
        append_comment(out, "artifacts", run->directory);
        tck_put(tap->stream, out->str, &tap->failure);
}

/* ---- details of a test point ---- */

static void append_yaml(GString *out, const char *indent, const char *key, const char *value) {
        g_autofree char *quoted = tck_escape(value, "\"\\");

        if (value)
                g_string_append_printf(out, "%s%s: \"%s\"\n", indent, key, quoted);
}

static void append_clause(GString *out, const TckResult *result) {
        const TckClause *clause = tck_find_clause(result->tested->clause), *broken = tck_broken_clause(result);

        g_string_append(out, "  clause:\n");
        append_yaml(out, "    ", "id", result->tested->clause);
        if (!clause)
                return;
        append_yaml(out, "    ", "level", clause->level);
        append_yaml(out, "    ", "source", clause->source);
        append_yaml(out, "    ", "requirement", clause->requirement);
        append_yaml(out, "    ", "advice", broken ? broken->advice : NULL);
        append_yaml(out, "    ", "fixed-by", broken ? broken->fixed_by : NULL);
}

static void append_outcome(GString *out, const char *indent, const TckOutcome *outcome) {
        g_autofree char *seconds = tck_seconds(outcome->duration, 6);

        append_yaml(out, indent, "verdict", tck_verdict_name(outcome->verdict));
        append_yaml(out, indent, "expected", outcome->expected);
        append_yaml(out, indent, "seen", outcome->seen);
        append_yaml(out, indent, "at", outcome->place);
        append_yaml(out, indent, "message", outcome->message);
        append_yaml(out, indent, "incident", outcome->incident);
        append_yaml(out, indent, "artifacts", outcome->artifacts);
        g_string_append_printf(out, "%sseconds: %s\n", indent, seconds);
}

static void append_outcomes(GString *out, const GPtrArray *outcomes) {
        g_string_append(out, "  outcomes:\n");
        for (guint i = 0; i < outcomes->len; i++) {
                const TckOutcome *outcome = outcomes->pdata[i];

                g_string_append_printf(out, "    - alone: %s\n", outcome->alone ? "true" : "false");
                append_outcome(out, "      ", outcome);
        }
}

static void append_block(GString *out, const TckRun *run, const TckResult *result) {
        g_autofree char *rerun = tck_run_rerun_command(run, result);

        g_string_append(out, "  ---\n");
        append_outcome(out, "  ", tck_result_worst(result));
        append_clause(out, result);
        if (result->outcomes->len > 1)
                append_outcomes(out, result->outcomes);
        append_yaml(out, "  ", "rerun", rerun);
        g_string_append(out, "  ...\n");
}

/* ---- test points ---- */

/* TODO marks a failure that is accepted for now: a KNOWN, unless the run is strict, and a waived one. */
static const char *directive(const TckRun *run, TckVerdict verdict) {
        if (verdict == TCK_SKIP)
                return " # SKIP ";
        return verdict == TCK_WAIVED || (verdict == TCK_KNOWN && !run->strict) ? " # TODO " : NULL;
}

static void tap_result(TckReport *report, const TckRun *run, const TckResult *result) {
        Tap *tap = (Tap *) report;
        const TckOutcome *worst = tck_result_worst(result);
        const char *mark = directive(run, worst->verdict);
        g_autofree char *plain = g_strdup_printf("%s %s", result->tested->name, result->vm);
        g_autofree char *description = tck_escape(plain, "#\\");
        g_autofree char *reason = tck_escape(worst->message, "#\\");
        g_autoptr(GString) out = g_string_new(worst->verdict >= TCK_KNOWN ? "not ok" : "ok");

        g_string_append_printf(out, " %u - %s", ++tap->number, description);
        if (mark)
                g_string_append_printf(out, "%s%s", mark, reason);
        g_string_append_c(out, '\n');
        if (worst->verdict >= TCK_KNOWN || (worst->verdict == TCK_PASS && worst->message))
                append_block(out, run, result);
        tck_put(tap->stream, out->str, &tap->failure);
}

static void append_counts(GString *out, const TckRun *run) {
        g_string_append_c(out, '#');
        for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++)
                g_string_append_printf(out, " %s %u", tck_verdict_name(verdict), tck_run_count(run, verdict));
        g_string_append_c(out, '\n');
}

static void append_claim(GString *out, const TckRun *run) {
        g_autofree char *profile = tck_run_profile_text(run), *claim = tck_run_claim_text(run);
        g_auto(GStrv) matrix = tck_channel_lines(run);

        for (guint i = 0; run->waivers && i < run->waivers->len; i++) {
                const TckWaiver *waiver = run->waivers->pdata[i];
                g_autofree char *remark = tck_waiver_remark(waiver);
                g_autofree char *told = g_strdup_printf("[%s] of %s %s", waiver->name, waiver->file, remark);

                append_comment(out, "waiver", remark ? told : NULL);
        }
        for (char **line = matrix; line && *line; line++)
                g_string_append_printf(out, "# %s\n", *line);
        append_comment(out, "profile", profile);
        append_comment(out, "verdict", claim);
}

static gboolean tap_end(TckReport *report, const TckRun *run, GError **error) {
        Tap *tap = (Tap *) report;
        g_autofree char *trouble = tck_run_trouble(run);
        g_autofree char *reason = tck_escape(trouble, "#\\");
        g_autoptr(GString) out = g_string_new(NULL);

        if (tap->begun) {
                append_counts(out, run);
                append_claim(out, run);
        } else
                g_string_append_printf(out, "TAP version %u\n", tap->version);
        if (trouble)
                g_string_append_printf(out, "Bail out! %s\n", reason);
        tck_put(tap->stream, out->str, &tap->failure);
        return tck_put_succeeded(tap->failure, error);
}

static void tap_free(TckReport *report) {
        g_free(report);
}

TckReport *tck_report_tap_new(FILE *stream, guint version) {
        Tap *tap = g_new0(Tap, 1);

        tap->report = (TckReport){.begin = tap_begin, .result = tap_result, .end = tap_end, .free = tap_free};
        tap->stream = stream;
        tap->version = version;
        return &tap->report;
}
