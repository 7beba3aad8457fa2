/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_words.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "arch.h"
#include "result.h"
#include "clause.h"
#include "json.h"
#include "program.h"
#include "report_matrix.h"
#include "result_json.h"
#include "waiver.h"

enum { SCHEMA_VERSION = 2 };

/* ---- results ---- */

/* Relative to the run's folder, which may be moved or be on another machine. */
static const char *relative(const TckRun *run, const char *path) {
        gsize length = run->directory ? strlen(run->directory) : 0;

        if (!path || !length || strncmp(path, run->directory, length) != 0 || path[length] != '/')
                return path;
        return path + length + 1;
}

static void add_outcome(JsonBuilder *builder, const TckRun *run, const TckOutcome *outcome) {
        json_builder_begin_object(builder);
        tck_json_add_outcome(builder, outcome, relative(run, outcome->artifacts));
        json_builder_end_object(builder);
}

static void add_result(JsonBuilder *builder, const TckRun *run, const TckResult *result) {
        const TckClause *clause = tck_find_clause(result->tested->clause), *broken = tck_broken_clause(result);
        g_autofree char *rerun = tck_run_rerun_command(run, result);

        json_builder_begin_object(builder);
        tck_json_add_text(builder, "case", result->tested->name);
        tck_json_add_text(builder, "clause", result->tested->clause);
        tck_json_add_text(builder, "level", clause ? clause->level : NULL);
        tck_json_add_text(builder, "vm", result->vm);
        tck_json_add_text(builder, "architecture", result->arch ? result->arch : tck_default_arch()->name);
        tck_json_add_text(builder, "channel", result->channel);
        tck_json_add_text(builder, "machine", result->machine);
        tck_json_add_text(builder, "boot", result->boot);
        tck_json_add_text(builder, "demanded", result->demanded);
        tck_json_add_boolean(builder, "lab", result->lab);
        tck_json_add_text(builder, "verdict", tck_verdict_name(tck_result_verdict(result)));
        tck_json_begin_array(builder, "outcomes");
        for (guint i = 0; i < result->outcomes->len; i++)
                add_outcome(builder, run, result->outcomes->pdata[i]);
        json_builder_end_array(builder);
        tck_json_add_text(builder, "advice", broken ? broken->advice : NULL);
        tck_json_add_text(builder, "fixed_by", broken ? broken->fixed_by : NULL);
        tck_json_add_text(builder, "rerun", rerun);
        json_builder_end_object(builder);
}

/* ---- the run ---- */

static void add_tool(JsonBuilder *builder) {
        tck_json_begin_object(builder, "tool");
        tck_json_add_text(builder, "name", "pvpanic-tck");
        tck_json_add_text(builder, "version", TCK_VERSION);
        tck_json_add_text(builder, "commit", tck_version_commit());
        json_builder_end_object(builder);
}

static void add_run(JsonBuilder *builder, const TckRun *run) {
        g_autofree char *options = g_strstrip(g_strdup(run->options ? run->options : ""));
        g_autofree char *began = g_date_time_format_iso8601(run->began);

        tck_json_begin_object(builder, "run");
        tck_json_add_text(builder, "id", run->id);
        tck_json_add_text(builder, "began", began);
        tck_json_add_int(builder, "duration_us", run->duration);
        tck_json_add_text(builder, "options", options);
        tck_json_add_text(builder, "shard", run->shard);
        tck_json_add_boolean(builder, "strict", run->strict);
        tck_json_add_text(builder, "hypervisor", run->hypervisor);
        tck_json_add_text(builder, "failure", run->failure);
        tck_json_add_boolean(builder, "interrupted", run->interrupted);
        tck_json_add_int(builder, "exit_status", tck_run_exit_status(run));
        tck_json_add_int(builder, "peak_memory_bytes", (gint64) run->peak_memory);
        json_builder_end_object(builder);
}

static void add_profile(JsonBuilder *builder, const TckRun *run) {
        g_autofree char *claim = tck_run_claim_text(run);

        tck_json_begin_object(builder, "profile");
        tck_json_add_text(builder, "name", run->profile);
        tck_json_add_text(builder, "scope", run->scope);
        tck_json_add_int(builder, "demanded", run->demanded);
        tck_json_add_int(builder, "run", tck_run_demanded_had(run));
        tck_json_add_int(builder, "met", tck_run_demanded_met(run));
        tck_json_add_text(builder, "verdict", claim);
        json_builder_end_object(builder);
}

static void add_parts(JsonBuilder *builder, const TckRun *run) {
        tck_json_begin_array(builder, "architectures");
        for (guint i = 0; i < run->parts->len; i++) {
                const TckRunPart *part = run->parts->pdata[i];

                json_builder_begin_object(builder);
                tck_json_add_text(builder, "name", part->arch);
                tck_json_add_text(builder, "hypervisor", part->hypervisor);
                tck_json_add_text(builder, "profile", part->profile);
                tck_json_add_text(builder, "scope", part->scope);
                tck_json_add_int(builder, "demanded", part->demanded);
                tck_json_add_text(builder, "missing", part->missing);
                json_builder_end_object(builder);
        }
        json_builder_end_array(builder);
}

static void add_matrix(JsonBuilder *builder, const TckRun *run) {
        g_autoptr(GPtrArray) rows = tck_channel_rows(run);

        tck_json_begin_array(builder, "channels");
        for (guint i = 0; i < rows->len; i++) {
                const TckChannelRow *row = rows->pdata[i];

                json_builder_begin_object(builder);
                tck_json_add_text(builder, "channel", row->channel);
                tck_json_add_text(builder, "architecture", row->arch);
                for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++)
                        tck_json_add_int(builder, tck_verdict_name(verdict), row->counts[verdict]);
                json_builder_end_object(builder);
        }
        json_builder_end_array(builder);
}

static void add_waiver(JsonBuilder *builder, const TckWaiver *waiver) {
        g_autofree char *remark = tck_waiver_remark(waiver);
        g_autofree char *cases = g_strjoinv(";", waiver->seen.cases);

        json_builder_begin_object(builder);
        tck_json_add_text(builder, "name", waiver->name);
        tck_json_add_text(builder, "file", waiver->file);
        tck_json_add_text(builder, "cases", cases);
        tck_json_add_text(builder, "seen", waiver->seen.pattern);
        tck_json_add_text(builder, "reason", waiver->reason);
        tck_json_add_text(builder, "reference", waiver->reference);
        tck_json_add_text(builder, "expires", waiver->expires);
        tck_json_add_boolean(builder, "expired", waiver->expired);
        tck_json_add_int(builder, "applied", waiver->applied);
        tck_json_add_text(builder, "remark", remark);
        json_builder_end_object(builder);
}

static void add_waivers(JsonBuilder *builder, const TckRun *run) {
        tck_json_begin_array(builder, "waivers");
        for (guint i = 0; run->waivers && i < run->waivers->len; i++)
                add_waiver(builder, run->waivers->pdata[i]);
        json_builder_end_array(builder);
}

static void add_boots(JsonBuilder *builder, const TckRun *run) {
        tck_json_begin_object(builder, "boots");
        tck_json_add_int(builder, "vms", run->boots);
        tck_json_add_int(builder, "firmware", run->firmware_boots);
        tck_json_add_int(builder, "restored", run->restores);
        tck_json_add_text(builder, "no_snapshot", run->no_snapshot);
        json_builder_end_object(builder);
}

static void add_counts(JsonBuilder *builder, const TckRun *run) {
        tck_json_begin_object(builder, "counts");
        tck_json_add_int(builder, "planned", run->planned);
        for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++)
                tck_json_add_int(builder, tck_verdict_name(verdict), tck_run_count(run, verdict));
        json_builder_end_object(builder);
}

static char *compose(const TckRun *run) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        g_autoptr(JsonNode) root = NULL;
        g_autofree char *text = NULL;

        json_builder_begin_object(builder);
        tck_json_add_int(builder, "schema", SCHEMA_VERSION);
        add_tool(builder);
        add_run(builder, run);
        add_profile(builder, run);
        add_parts(builder, run);
        add_waivers(builder, run);
        add_boots(builder, run);
        add_counts(builder, run);
        add_matrix(builder, run);
        tck_json_begin_array(builder, "results");
        for (guint i = 0; i < run->results->len; i++)
                add_result(builder, run, run->results->pdata[i]);
        json_builder_end_array(builder);
        json_builder_end_object(builder);
        root = json_builder_get_root(builder);
        text = tck_json_pretty(root);
        return g_strconcat(text, "\n", NULL);
}

TckReport *tck_report_json_new(const char *path) {
        return tck_report_file_new(path, compose);
}
