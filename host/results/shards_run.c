/* SPDX-License-Identifier: BSD-2-Clause */
#include "shards_run.h"

#include "json.h"
#include "report_matrix.h"

enum { COUNT_MAX = 1 << 20, STATUS_ERROR = 3 };

static JsonObject *run_of(const TckShards *shards, guint i) {
        return tck_json_object(((const TckResultsShard *) shards->shards->pdata[i])->results, "run");
}

static gint64 number_of(JsonObject *object, const char *name) {
        return CLAMP(tck_json_int(object, name, 0), 0, G_MAXINT64 / COUNT_MAX);
}

/* The first shard that was run, or the first one. */
static JsonObject *model_of(const TckShards *shards) {
        for (guint i = 0; i < shards->shards->len; i++)
                if (!tck_json_string(run_of(shards, i), "failure"))
                        return ((const TckResultsShard *) shards->shards->pdata[i])->results;
        return ((const TckResultsShard *) shards->shards->pdata[0])->results;
}

/* ---- the run ---- */

/* What the run can do without is not recorded, but that it could: its status was another one than that of an error. */
static void add_part(TckRun *run, JsonObject *object, gboolean optional) {
        const char *name = tck_json_string(object, "name");
        TckRunPart *part = tck_run_add_part(run, g_intern_string(name ? name : ""));

        part->missing = g_strdup(tck_json_string(object, "missing"));
        part->optional = optional;
        part->hypervisor = g_strdup(tck_json_string(object, "hypervisor"));
        part->profile = g_intern_string(tck_json_string(object, "profile"));
        part->scope = g_strdup(tck_json_string(object, "scope"));
        part->demanded = (guint) CLAMP(tck_json_int(object, "demanded", 0), 0, COUNT_MAX);
}

static void add_parts(TckRun *run, const TckShards *shards) {
        JsonArray *list = tck_json_array(model_of(shards), "architectures");
        gboolean optional = FALSE;

        for (guint i = 0; i < shards->shards->len; i++)
                optional = optional || tck_json_int(run_of(shards, i), "exit_status", STATUS_ERROR) != STATUS_ERROR;
        for (guint i = 0; list && i < json_array_get_length(list); i++)
                add_part(run, tck_json_node_object(json_array_get_element(list, i)), optional);
        tck_run_sum_parts(run);
}

static const char *interned(JsonObject *object, const char *name) {
        return g_intern_string(tck_json_string(object, name));
}

static void add_result(TckRun *run, JsonObject *object) {
        TckResult *result = g_new0(TckResult, 1);

        result->tested = tck_find_case(tck_json_string(object, "case"));
        result->vm = g_strdup(tck_json_string(object, "vm"));
        result->arch = interned(object, "architecture");
        result->channel = interned(object, "channel") ? interned(object, "channel") : "none";
        result->demanded = interned(object, "demanded");
        result->outcomes = g_ptr_array_new_with_free_func((GDestroyNotify) tck_outcome_free);
        g_ptr_array_add(result->outcomes, tck_outcome_new(tck_verdict_find(tck_json_string(object, "verdict"))));
        g_ptr_array_add(run->results, result);
}

/* The time from the first beginning to the last end. */
static void set_time(TckRun *run, const TckShards *shards) {
        g_autoptr(GDateTime) last = NULL;

        g_clear_pointer(&run->began, g_date_time_unref);
        for (guint i = 0; i < shards->shards->len; i++) {
                const char *text = tck_json_string(run_of(shards, i), "began");
                g_autoptr(GDateTime) began = text ? g_date_time_new_from_iso8601(text, NULL) : NULL;
                g_autoptr(GDateTime) end =
                        began ? g_date_time_add(began, number_of(run_of(shards, i), "duration_us")) : NULL;

                if (!end)
                        continue;
                if (!run->began || g_date_time_compare(began, run->began) < 0) {
                        g_clear_pointer(&run->began, g_date_time_unref);
                        run->began = g_date_time_ref(began);
                }
                if (!last || g_date_time_compare(end, last) > 0) {
                        g_clear_pointer(&last, g_date_time_unref);
                        last = g_date_time_ref(end);
                }
        }
        if (!run->began)
                run->began = g_date_time_new_from_unix_utc(0);
        run->duration = last ? g_date_time_difference(last, run->began) : 0;
}

static void add_shard(TckRun *run, const TckResultsShard *shard) {
        JsonObject *its = tck_json_object(shard->results, "run"), *boots = tck_json_object(shard->results, "boots");
        const char *failure = tck_json_string(its, "failure"), *why = tck_json_string(boots, "no_snapshot");

        if (failure && !run->failure)
                run->failure = g_strdup_printf("shard %u/%u: %s", shard->number, shard->total, failure);
        if (why && !run->no_snapshot)
                run->no_snapshot = g_strdup(why);
        run->interrupted = run->interrupted || tck_json_is_true(its, "interrupted");
        run->peak_memory = MAX(run->peak_memory, (guint64) number_of(its, "peak_memory_bytes"));
        run->planned += (guint) MIN(number_of(tck_json_object(shard->results, "counts"), "planned"), COUNT_MAX);
        run->boots += (guint) MIN(number_of(boots, "vms"), COUNT_MAX);
        run->firmware_boots += (guint) MIN(number_of(boots, "firmware"), COUNT_MAX);
        run->restores += (guint) MIN(number_of(boots, "restored"), COUNT_MAX);
}

TckRun *tck_shards_run(const TckShards *shards) {
        TckRun *run = tck_run_new();

        run->strict = tck_json_is_true(tck_json_object(model_of(shards), "run"), "strict");
        add_parts(run, shards);
        for (guint i = 0; i < shards->shards->len; i++)
                add_shard(run, shards->shards->pdata[i]);
        for (guint i = 0; i < json_array_get_length(shards->results); i++)
                add_result(run, json_array_get_object_element(shards->results, i));
        run->planned -= MIN(run->planned, shards->common);
        set_time(run, shards);
        return run;
}

/* ---- results.json ---- */

static void set_int(JsonObject *object, const char *name, gint64 number) {
        if (object)
                json_object_set_int_member(object, name, number);
}

static void set_run(JsonObject *object, const TckRun *run) {
        g_autofree char *began = g_date_time_format_iso8601(run->began);

        tck_json_set_text(object, "began", began);
        set_int(object, "duration_us", run->duration);
        json_object_set_null_member(object, "shard");
        tck_json_set_text(object, "failure", run->failure);
        json_object_set_boolean_member(object, "interrupted", run->interrupted);
        set_int(object, "exit_status", tck_run_exit_status(run));
        set_int(object, "peak_memory_bytes", (gint64) run->peak_memory);
}

static void set_profile(JsonObject *object, const TckRun *run) {
        g_autofree char *claim = tck_run_claim_text(run);

        set_int(object, "run", tck_run_demanded_had(run));
        set_int(object, "met", tck_run_demanded_met(run));
        tck_json_set_text(object, "verdict", claim);
}

static void set_boots(JsonObject *object, const TckRun *run) {
        set_int(object, "vms", run->boots);
        set_int(object, "firmware", run->firmware_boots);
        set_int(object, "restored", run->restores);
        tck_json_set_text(object, "no_snapshot", run->no_snapshot);
}

static void set_counts(JsonObject *object, const TckRun *run) {
        set_int(object, "planned", run->planned);
        for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++)
                set_int(object, tck_verdict_name(verdict), tck_run_count(run, verdict));
}

static JsonArray *new_channels(const TckRun *run) {
        g_autoptr(GPtrArray) rows = tck_channel_rows(run);
        JsonArray *list = json_array_new();

        for (guint i = 0; i < rows->len; i++) {
                const TckChannelRow *row = rows->pdata[i];
                JsonObject *object = json_object_new();

                tck_json_set_text(object, "channel", row->channel);
                tck_json_set_text(object, "architecture", row->arch);
                for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++)
                        set_int(object, tck_verdict_name(verdict), row->counts[verdict]);
                json_array_add_object_element(list, object);
        }
        return list;
}

static gboolean was_applied(JsonObject *result, const char *waiver) {
        JsonNode *outcomes = json_object_get_member(result, "outcomes");

        return waiver && tck_json_find(outcomes, "waiver", waiver);
}

/* A mandatory result is in several shards, so what they counted cannot be added up. A waiver that applied anywhere needs no remark. */
static void set_applied(JsonObject *waiver, JsonArray *results) {
        const char *name = tck_json_string(waiver, "name");
        guint applied = 0;

        for (guint i = 0; i < json_array_get_length(results); i++)
                applied += was_applied(json_array_get_object_element(results, i), name) ? 1 : 0;
        set_int(waiver, "applied", applied);
        if (applied)
                json_object_set_null_member(waiver, "remark");
}

static void set_waivers(JsonArray *waivers, JsonArray *results) {
        for (guint i = 0; waivers && i < json_array_get_length(waivers); i++) {
                JsonObject *waiver = tck_json_node_object(json_array_get_element(waivers, i));

                if (waiver)
                        set_applied(waiver, results);
        }
}

JsonObject *tck_shards_results(const TckShards *shards, const TckRun *run) {
        JsonObject *results = model_of(shards);

        set_run(tck_json_object(results, "run"), run);
        if (tck_json_object(results, "profile"))
                set_profile(tck_json_object(results, "profile"), run);
        set_waivers(tck_json_array(results, "waivers"), shards->results);
        if (tck_json_object(results, "boots"))
                set_boots(tck_json_object(results, "boots"), run);
        set_counts(tck_json_object(results, "counts"), run);
        json_object_set_array_member(results, "channels", new_channels(run));
        json_object_set_array_member(results, "results", json_array_ref(shards->results));
        return results;
}
