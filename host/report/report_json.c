/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_words.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "claim.h"
#include "clause.h"
#include "file.h"
#include "json.h"
#include "version.h"
#include "waiver.h"

enum { SCHEMA_VERSION = 2 };

typedef struct {
        TckReport report;
        char *path;
} Json;

/* ---- members ---- */

/* JSON has an escape for every character, but none for bytes that are no character. */
static void add_string(JsonBuilder *builder, const char *name, const char *value) {
        g_autofree char *valid = value ? g_utf8_make_valid(value, -1) : NULL;

        json_builder_set_member_name(builder, name);
        if (valid)
                json_builder_add_string_value(builder, valid);
        else
                json_builder_add_null_value(builder);
}

static void add_int(JsonBuilder *builder, const char *name, gint64 value) {
        json_builder_set_member_name(builder, name);
        json_builder_add_int_value(builder, value);
}

static void add_boolean(JsonBuilder *builder, const char *name, gboolean value) {
        json_builder_set_member_name(builder, name);
        json_builder_add_boolean_value(builder, value);
}

static void begin_object(JsonBuilder *builder, const char *name) {
        json_builder_set_member_name(builder, name);
        json_builder_begin_object(builder);
}

static void begin_array(JsonBuilder *builder, const char *name) {
        json_builder_set_member_name(builder, name);
        json_builder_begin_array(builder);
}

/* ---- results ---- */

/* As seen from the run's folder, which may be moved or come from another machine. */
static const char *relative(const TckRun *run, const char *path) {
        gsize length = run->directory ? strlen(run->directory) : 0;

        if (!path || !length || strncmp(path, run->directory, length) != 0 || path[length] != '/')
                return path;
        return path + length + 1;
}

static void add_outcome(JsonBuilder *builder, const TckRun *run, const TckOutcome *outcome) {
        json_builder_begin_object(builder);
        add_string(builder, "verdict", tck_verdict_name(outcome->verdict));
        add_string(builder, "message", outcome->message);
        add_string(builder, "expected", outcome->expected);
        add_string(builder, "seen", outcome->seen);
        add_string(builder, "place", outcome->place);
        add_string(builder, "incident", outcome->incident);
        add_string(builder, "artifacts", relative(run, outcome->artifacts));
        add_int(builder, "duration_us", outcome->duration);
        add_boolean(builder, "alone", outcome->alone);
        json_builder_end_object(builder);
}

static void add_result(JsonBuilder *builder, const TckRun *run, const TckResult *result) {
        const TckClause *clause = tck_find_clause(result->tested->clause), *broken = tck_broken_clause(result);
        g_autofree char *rerun = tck_run_rerun_command(run, result);

        json_builder_begin_object(builder);
        add_string(builder, "case", result->tested->name);
        add_string(builder, "clause", result->tested->clause);
        add_string(builder, "level", clause ? clause->level : NULL);
        add_string(builder, "vm", result->vm);
        add_string(builder, "machine", result->machine);
        add_string(builder, "boot", result->boot);
        add_string(builder, "demanded", result->channel);
        add_string(builder, "verdict", tck_verdict_name(tck_result_verdict(result)));
        begin_array(builder, "outcomes");
        for (guint i = 0; i < result->outcomes->len; i++)
                add_outcome(builder, run, result->outcomes->pdata[i]);
        json_builder_end_array(builder);
        add_string(builder, "advice", broken ? broken->advice : NULL);
        add_string(builder, "fixed_by", broken ? broken->fixed_by : NULL);
        add_string(builder, "rerun", rerun);
        json_builder_end_object(builder);
}

/* ---- the run ---- */

static void add_tool(JsonBuilder *builder) {
        begin_object(builder, "tool");
        add_string(builder, "name", "pvpanic-tck");
        add_string(builder, "version", tck_version());
        add_string(builder, "commit", tck_version_commit());
        json_builder_end_object(builder);
}

static void add_run(JsonBuilder *builder, const TckRun *run) {
        g_autofree char *options = g_strstrip(g_strdup(run->options ? run->options : ""));
        g_autofree char *began = g_date_time_format_iso8601(run->began);

        begin_object(builder, "run");
        add_string(builder, "id", run->id);
        add_string(builder, "began", began);
        add_int(builder, "duration_us", run->duration);
        add_string(builder, "options", options);
        add_boolean(builder, "strict", run->strict);
        add_string(builder, "hypervisor", run->hypervisor);
        add_string(builder, "failure", run->failure);
        add_boolean(builder, "interrupted", run->interrupted);
        add_int(builder, "exit_status", tck_run_exit_status(run));
        add_int(builder, "peak_memory_bytes", (gint64) run->peak_memory);
        json_builder_end_object(builder);
}

static void add_profile(JsonBuilder *builder, const TckRun *run) {
        g_autofree char *claim = tck_run_claim_text(run);

        begin_object(builder, "profile");
        add_string(builder, "name", run->profile);
        add_string(builder, "scope", run->scope);
        add_int(builder, "demanded", run->demanded);
        add_int(builder, "run", tck_run_demanded_had(run));
        add_int(builder, "met", tck_run_demanded_met(run));
        add_string(builder, "verdict", claim);
        json_builder_end_object(builder);
}

static void add_waiver(JsonBuilder *builder, const TckWaiver *waiver) {
        g_autofree char *remark = tck_waiver_remark(waiver);
        g_autofree char *cases = g_strjoinv(";", waiver->cases);

        json_builder_begin_object(builder);
        add_string(builder, "name", waiver->name);
        add_string(builder, "file", waiver->file);
        add_string(builder, "cases", cases);
        add_string(builder, "seen", waiver->seen);
        add_string(builder, "reason", waiver->reason);
        add_string(builder, "reference", waiver->reference);
        add_string(builder, "expires", waiver->expires);
        add_boolean(builder, "expired", waiver->expired);
        add_int(builder, "applied", waiver->applied);
        add_string(builder, "remark", remark);
        json_builder_end_object(builder);
}

static void add_waivers(JsonBuilder *builder, const TckRun *run) {
        begin_array(builder, "waivers");
        for (guint i = 0; run->waivers && i < run->waivers->len; i++)
                add_waiver(builder, run->waivers->pdata[i]);
        json_builder_end_array(builder);
}

static void add_boots(JsonBuilder *builder, const TckRun *run) {
        begin_object(builder, "boots");
        add_int(builder, "vms", run->boots);
        add_int(builder, "firmware", run->firmware_boots);
        add_int(builder, "restored", run->restores);
        add_string(builder, "no_snapshot", run->no_snapshot);
        json_builder_end_object(builder);
}

static void add_counts(JsonBuilder *builder, const TckRun *run) {
        begin_object(builder, "counts");
        add_int(builder, "planned", run->planned);
        for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++)
                add_int(builder, tck_verdict_name(verdict), tck_run_count(run, verdict));
        json_builder_end_object(builder);
}

static JsonNode *compose(const TckRun *run) {
        g_autoptr(JsonBuilder) builder = json_builder_new();

        json_builder_begin_object(builder);
        add_int(builder, "schema", SCHEMA_VERSION);
        add_tool(builder);
        add_run(builder, run);
        add_profile(builder, run);
        add_waivers(builder, run);
        add_boots(builder, run);
        add_counts(builder, run);
        begin_array(builder, "results");
        for (guint i = 0; i < run->results->len; i++)
                add_result(builder, run, run->results->pdata[i]);
        json_builder_end_array(builder);
        json_builder_end_object(builder);
        return json_builder_get_root(builder);
}

/* ---- the file ---- */

static gboolean json_end(TckReport *report, const TckRun *run, GError **error) {
        Json *json = (Json *) report;
        g_autoptr(JsonNode) root = compose(run);
        g_autofree char *pretty = tck_json_pretty(root);
        g_autofree char *text = g_strconcat(pretty, "\n", NULL);

        return tck_write_file(json->path, text, strlen(text), error);
}

static void json_free(TckReport *report) {
        Json *json = (Json *) report;

        g_free(json->path);
        g_free(json);
}

TckReport *tck_report_json_new(const char *path) {
        Json *json = g_new0(Json, 1);

        json->report =
                (TckReport){tck_report_no_begin, tck_report_no_activity, tck_report_no_result, json_end, json_free};
        json->path = g_strdup(path);
        return &json->report;
}
