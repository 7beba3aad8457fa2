/* SPDX-License-Identifier: BSD-2-Clause */
/* Incidents' records: docs/incident.schema.json. */
#include <string.h>

#include "date.h"
#include "error.h"
#include "incident.h"
#include "json.h"
#include "panic_info.h"

enum { SCHEMA_VERSION = 2, SCHEMA_OLDEST = 1, NESTING_MAX = 64 };

static const double SECONDS_MAX = 1e12;

static void add_console(JsonBuilder *builder, const TckConsole *console) {
        tck_json_begin_object(builder, "console");
        tck_json_add_text(builder, "file", console->file);
        tck_json_add_int(builder, "bytes", (gint64) console->bytes);
        tck_json_add_text(builder, "source", console->source);
        tck_json_add_int(builder, "boot", (gint64) console->boot);
        tck_json_add_int(builder, "offset", (gint64) console->offset);
        tck_json_add_int(builder, "end", (gint64) console->end);
        tck_json_add_text(builder, "tail", console->tail);
        json_builder_end_object(builder);
}

static void add_again(JsonBuilder *builder, const TckAgain *again) {
        tck_json_begin_object(builder, "again");
        tck_json_add_int(builder, "times", (gint64) again->times);
        json_builder_set_member_name(builder, "seconds");
        json_builder_add_double_value(builder, again->seconds);
        json_builder_end_object(builder);
}

static void add_decoded(JsonBuilder *builder, const TckIncident *incident) {
        g_autoptr(TckPanicInfo) decoded = tck_incident_decode(incident);

        json_builder_set_member_name(builder, "decoded");
        json_builder_add_value(builder, tck_panic_info_to_json(decoded));
}

char *tck_incident_to_json(const TckIncident *incident) {
        g_autoptr(JsonObject) oops = incident->oops ? tck_oops_to_json(incident->oops) : NULL;
        g_autoptr(JsonArray) timeline = tck_moments_to_json(incident->timeline);
        g_autoptr(JsonBuilder) builder = json_builder_new();
        g_autofree char *time = g_date_time_format_iso8601(incident->time), *text = NULL;
        g_autoptr(JsonNode) root = NULL;

        json_builder_begin_object(builder);
        tck_json_add_int(builder, "schema", SCHEMA_VERSION);
        tck_json_add_text(builder, "kind", tck_incident_kinds[incident->kind].name);
        tck_json_add_text(builder, "guest", incident->guest);
        tck_json_add_text(builder, "time", time);
        tck_json_add_boolean(builder, "late", incident->late);
        tck_json_add_text(builder, "channel", incident->channel);
        tck_json_add_texts(builder, "also", incident->also);
        tck_json_add_text(builder, "action", incident->action);
        tck_json_add_text(builder, "reason", incident->reason);
        tck_json_add_text(builder, "run_state", incident->run_state);
        tck_json_add_object(builder, "info", incident->info);
        add_decoded(builder, incident);
        tck_json_add_text(builder, "end", incident->end);
        tck_json_add_texts(builder, "cpus", incident->cpus);
        tck_json_add_texts(builder, "context", incident->context);
        add_console(builder, &incident->console);
        add_again(builder, &incident->again);
        tck_json_add_object(builder, "oops", oops);
        tck_json_add_text(builder, "core", incident->core);
        tck_json_add_texts(builder, "core_cpus", incident->core_cpus);
        tck_json_add_text(builder, "screen", incident->screen);
        tck_json_add_texts(builder, "troubles", incident->troubles);
        json_builder_set_member_name(builder, "timeline");
        json_builder_add_value(builder, json_node_init_array(json_node_alloc(), timeline));
        tck_json_add_texts(builder, "contradictions", incident->contradictions);
        tck_json_add_texts(builder, "missing", incident->missing);
        tck_json_add_texts(builder, "advice", incident->advice);
        tck_json_add_text(builder, "domain_diff", incident->domain_diff);
        json_builder_end_object(builder);
        root = json_builder_get_root(builder);
        text = tck_json_pretty(root);
        return g_strconcat(text, "\n", NULL);
}

static TckIncident *refuse(const char *what, GError **error) {
        tck_error_set(error, TCK_ERROR_PROTOCOL, "this is not an incident's record: %s", what);
        return NULL;
}

static gboolean find_kind(const char *name, TckIncidentKind *ret_kind) {
        for (TckIncidentKind kind = 0; name && kind < TCK_INCIDENT_KINDS; kind++)
                if (g_str_equal(name, tck_incident_kinds[kind].name)) {
                        *ret_kind = kind;
                        return TRUE;
                }
        return FALSE;
}

static void read_texts(GPtrArray **texts, JsonObject *record, const char *name) {
        g_ptr_array_unref(*texts);
        *texts = tck_json_texts(record, name);
}

static guint64 read_number(JsonObject *object, const char *name) {
        return (guint64) MAX(tck_json_int(object, name, 0), 0);
}

static TckConsole read_console(JsonObject *object) {
        return (TckConsole){.file = g_strdup(tck_json_string(object, "file")),
                            .bytes = read_number(object, "bytes"),
                            .source = g_strdup(tck_json_string(object, "source")),
                            .boot = read_number(object, "boot"),
                            .offset = read_number(object, "offset"),
                            .end = read_number(object, "end"),
                            .tail = g_strdup(tck_json_string(object, "tail"))};
}

static TckAgain read_again(JsonObject *object) {
        return (TckAgain){.times = read_number(object, "times"),
                          .seconds = CLAMP(tck_json_double(object, "seconds", 0), 0, SECONDS_MAX)};
}

static TckIncident *read_record(JsonObject *record, GError **error) {
        g_autoptr(GDateTime) when = tck_date_parse(tck_json_string(record, "time"));
        const char *run_state = tck_json_string(record, "run_state");
        JsonObject *info = tck_json_object(record, "info"), *oops = tck_json_object(record, "oops");
        gint64 schema = tck_json_int(record, "schema", 0);
        TckIncident *incident;
        TckIncidentKind kind;

        if (schema < SCHEMA_OLDEST || schema > SCHEMA_VERSION)
                return refuse("its schema is neither version 1 nor 2", error);
        if (!find_kind(tck_json_string(record, "kind"), &kind))
                return refuse("its kind is not known", error);
        if (!when || !tck_json_string(record, "guest"))
                return refuse("it has no guest or no time", error);
        incident = tck_incident_new(kind, tck_json_string(record, "guest"));
        g_date_time_unref(incident->time);
        incident->time = g_date_time_ref(when);
        incident->late = tck_json_is_true(record, "late");
        incident->channel = g_strdup(tck_json_string(record, "channel"));
        incident->action = g_strdup(tck_json_string(record, "action"));
        incident->reason = g_strdup(tck_json_string(record, "reason"));
        g_free(incident->run_state);
        incident->run_state = g_strdup(run_state ? run_state : "");
        incident->info = info ? json_object_ref(info) : NULL;
        incident->end = g_strdup(tck_json_string(record, "end"));
        read_texts(&incident->cpus, record, "cpus");
        read_texts(&incident->also, record, "also");
        read_texts(&incident->context, record, "context");
        incident->console = read_console(tck_json_object(record, "console"));
        incident->again = read_again(tck_json_object(record, "again"));
        incident->oops = oops ? tck_oops_from_json(oops) : NULL;
        incident->core = g_strdup(tck_json_string(record, "core"));
        read_texts(&incident->core_cpus, record, "core_cpus");
        incident->screen = g_strdup(tck_json_string(record, "screen"));
        read_texts(&incident->troubles, record, "troubles");
        g_ptr_array_unref(incident->timeline);
        incident->timeline = tck_moments_from_json(tck_json_array(record, "timeline"));
        read_texts(&incident->contradictions, record, "contradictions");
        read_texts(&incident->missing, record, "missing");
        read_texts(&incident->advice, record, "advice");
        incident->domain_diff = g_strdup(tck_json_string(record, "domain_diff"));
        return incident;
}

TckIncident *tck_incident_from_json(const char *text, GError **error) {
        g_autofree char *plain = g_strstrip(g_strdup(text));
        g_autoptr(JsonNode) root = tck_json_parse(plain, strlen(plain), NESTING_MAX);

        if (!root)
                return refuse("it is not JSON", error);
        if (!tck_json_node_object(root))
                return refuse("it is not a JSON object", error);
        return read_record(tck_json_node_object(root), error);
}
