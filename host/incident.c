/* SPDX-License-Identifier: BSD-2-Clause */
#include "incident.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "child.h"
#include "error.h"
#include "json.h"
#include "panic_info.h"
#include "report_words.h"

enum { SCHEMA_VERSION = 1, NESTING_MAX = 64 };

static const struct {
        const char *name;
        int status;
        const char *words; /* what happened, to a person */
} kinds[TCK_INCIDENT_KINDS] = {
        [TCK_INCIDENT_PANICKED] = {"panicked", 10, "the guest panicked"},
        [TCK_INCIDENT_UNNOTIFIED] = {"unnotified", 17, "the guest panicked and told nobody but its console"},
        [TCK_INCIDENT_CRASH_LOADED] = {"crash-loaded", 11, "the guest panicked and deals with it by itself"},
        [TCK_INCIDENT_HUNG] = {"hung", 12, "the guest hangs"},
        [TCK_INCIDENT_POWERED_OFF] = {"powered-off", 0, "the guest powered off"},
        [TCK_INCIDENT_PV_SHUTDOWN] = {"pv-shutdown", 0, "the guest shut down and said so"},
        [TCK_INCIDENT_RESET] = {"reset", 0, "the guest reset the machine"},
        [TCK_INCIDENT_ENDED_BY_HOST] = {"ended-by-host", 0, "the host ended the guest"},
        [TCK_INCIDENT_HYPERVISOR_KILLED] = {"hypervisor-killed", 13, "the hypervisor was killed"},
        [TCK_INCIDENT_HYPERVISOR_FAILED] = {"hypervisor-failed", 14, "the hypervisor failed"},
        [TCK_INCIDENT_HYPERVISOR_GONE] = {"hypervisor-gone", 15, "the hypervisor ended without a word"},
        [TCK_INCIDENT_UNREACHABLE] = {"unreachable", 16, "the hypervisor does not answer"},
};

const char *tck_incident_kind_name(TckIncidentKind kind) {
        return kinds[kind].name;
}

int tck_incident_kind_status(TckIncidentKind kind) {
        return kinds[kind].status;
}

TckIncident *tck_incident_new(TckIncidentKind kind, const char *guest) {
        TckIncident *incident = g_new0(TckIncident, 1);

        incident->kind = kind;
        incident->guest = g_strdup(guest);
        incident->time = g_date_time_new_now_utc();
        incident->run_state = g_strdup("");
        incident->core_cpus = g_ptr_array_new_with_free_func(g_free);
        incident->troubles = g_ptr_array_new_with_free_func(g_free);
        return incident;
}

void tck_incident_free(TckIncident *incident) {
        if (!incident)
                return;
        g_free(incident->guest);
        g_date_time_unref(incident->time);
        g_free(incident->channel);
        g_free(incident->action);
        g_free(incident->reason);
        g_free(incident->run_state);
        g_clear_pointer(&incident->info, json_object_unref);
        g_free(incident->end);
        g_strfreev(incident->cpus);
        g_free(incident->console);
        g_free(incident->console_tail);
        tck_oops_free(incident->oops);
        g_free(incident->core);
        g_ptr_array_unref(incident->core_cpus);
        g_ptr_array_unref(incident->troubles);
        g_free(incident);
}

gboolean tck_incident_follows(const TckIncident *incident, const TckIncident *before) {
        if (incident->channel)
                return FALSE;
        if (incident->kind == TCK_INCIDENT_PANICKED)
                return before->kind == TCK_INCIDENT_PANICKED;
        return incident->kind == TCK_INCIDENT_POWERED_OFF && before->kind == TCK_INCIDENT_PV_SHUTDOWN;
}

void tck_incident_add_trouble(TckIncident *incident, char *trouble) {
        g_ptr_array_add(incident->troubles, trouble);
}

/* ---- what tells of an incident ---- */

/* The hypervisor's clock, if it sets it. */
static void take_time(TckIncident *incident, JsonObject *event) {
        JsonObject *stamp = tck_json_object(event, "timestamp");
        gint64 seconds = tck_json_int(stamp, "seconds", -1), rest = tck_json_int(stamp, "microseconds", 0);
        GDateTime *whole = seconds < 0 ? NULL : g_date_time_new_from_unix_utc(seconds);
        GDateTime *time = whole ? g_date_time_add(whole, CLAMP(rest, 0, G_USEC_PER_SEC - 1)) : NULL;

        g_clear_pointer(&whole, g_date_time_unref);
        if (time) {
                g_date_time_unref(incident->time);
                incident->time = time;
        }
}

static const char *channel_of(JsonObject *info, const char *architecture) {
        const char *type = tck_json_string(info, "type");

        if (type)
                return type;
        /* Neither brings an info: what the machine has tells which it was. */
        return architecture && g_str_has_prefix(architecture, "ppc") ? "os-term" : "pvpanic";
}

static TckIncident *of_panic(JsonObject *data, const char *guest, const char *architecture) {
        TckIncident *incident = tck_incident_new(TCK_INCIDENT_PANICKED, guest);
        JsonObject *info = tck_json_object(data, "info");

        incident->channel = g_strdup(channel_of(info, architecture));
        incident->info = info ? json_object_ref(info) : NULL;
        return incident;
}

static TckIncident *of_shutdown(const char *reason, const char *guest) {
        if (g_str_equal(reason, "guest-panic"))
                return tck_incident_new(TCK_INCIDENT_PANICKED, guest);
        if (g_str_equal(reason, "guest-reset"))
                return tck_incident_new(TCK_INCIDENT_RESET, guest);
        if (g_str_equal(reason, "guest-shutdown"))
                return tck_incident_new(TCK_INCIDENT_POWERED_OFF, guest);
        return tck_incident_new(
                g_str_equal(reason, "host-error") ? TCK_INCIDENT_HYPERVISOR_FAILED : TCK_INCIDENT_ENDED_BY_HOST, guest);
}

/* A reset by the host is the host's own affair. */
static TckIncident *of_reset(JsonObject *data, const char *guest) {
        gboolean by_guest = data && json_object_get_boolean_member_with_default(data, "guest", FALSE);

        return by_guest ? tck_incident_new(TCK_INCIDENT_RESET, guest) : NULL;
}

TckIncident *tck_incident_of_event(JsonObject *event, const char *guest, const char *architecture) {
        const char *name = tck_json_string(event, "event");
        JsonObject *data = tck_json_object(event, "data");
        const char *reason = tck_json_string(data, "reason"), *action = tck_json_string(data, "action");
        TckIncident *incident = NULL;

        if (g_str_equal(name, "GUEST_PANICKED"))
                incident = of_panic(data, guest, architecture);
        else if (g_str_equal(name, "GUEST_CRASHLOADED"))
                incident = tck_incident_new(TCK_INCIDENT_CRASH_LOADED, guest);
        else if (g_str_equal(name, "GUEST_PVSHUTDOWN"))
                incident = tck_incident_new(TCK_INCIDENT_PV_SHUTDOWN, guest);
        else if (g_str_equal(name, "SHUTDOWN"))
                incident = of_shutdown(reason ? reason : "", guest);
        else if (g_str_equal(name, "RESET"))
                incident = of_reset(data, guest);
        else if (g_str_equal(name, "WATCHDOG"))
                incident = tck_incident_new(TCK_INCIDENT_HUNG, guest);
        if (incident) {
                take_time(incident, event);
                incident->action = g_strdup(action);
                incident->reason = g_strdup(g_str_equal(name, "WATCHDOG") ? "watchdog" : reason);
        }
        return incident;
}

TckIncident *tck_incident_of_run_state(const char *run_state, const char *guest) {
        TckIncident *incident;

        if (g_str_equal(run_state, "guest-panicked"))
                incident = tck_incident_new(TCK_INCIDENT_PANICKED, guest);
        else if (g_str_equal(run_state, "internal-error"))
                incident = tck_incident_new(TCK_INCIDENT_HYPERVISOR_FAILED, guest);
        else if (g_str_equal(run_state, "watchdog"))
                incident = tck_incident_new(TCK_INCIDENT_HUNG, guest);
        else
                return NULL;
        incident->late = TRUE;
        g_free(incident->run_state);
        incident->run_state = g_strdup(run_state);
        return incident;
}

TckIncident *tck_incident_of_end(int status, const char *guest) {
        gboolean killed = status != -1 && WIFSIGNALED(status) &&
                          (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGINT ||
                           WTERMSIG(status) == SIGHUP || WTERMSIG(status) == SIGQUIT);
        TckIncident *incident = tck_incident_new(status == -1 ? TCK_INCIDENT_HYPERVISOR_GONE
                                                 : killed     ? TCK_INCIDENT_HYPERVISOR_KILLED
                                                              : TCK_INCIDENT_HYPERVISOR_FAILED,
                                                 guest);

        incident->end = status == -1 ? NULL : tck_child_status_text(status);
        return incident;
}

/* ---- the record ---- */

static void add_text(JsonBuilder *builder, const char *name, const char *text) {
        g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;

        json_builder_set_member_name(builder, name);
        if (valid)
                json_builder_add_string_value(builder, valid);
        else
                json_builder_add_null_value(builder);
}

static void add_texts(JsonBuilder *builder, const char *name, char **texts, gsize count) {
        json_builder_set_member_name(builder, name);
        json_builder_begin_array(builder);
        for (gsize i = 0; i < count; i++) {
                g_autofree char *valid = g_utf8_make_valid(texts[i], -1);

                json_builder_add_string_value(builder, valid);
        }
        json_builder_end_array(builder);
}

static void add_console(JsonBuilder *builder, const TckIncident *incident) {
        json_builder_set_member_name(builder, "console");
        json_builder_begin_object(builder);
        add_text(builder, "file", incident->console);
        json_builder_set_member_name(builder, "bytes");
        json_builder_add_int_value(builder, (gint64) incident->console_bytes);
        add_text(builder, "tail", incident->console_tail);
        json_builder_end_object(builder);
}

/* An object, or null. */
static void add_object(JsonBuilder *builder, const char *name, JsonObject *object) {
        JsonNode *node = object ? json_node_init_object(json_node_alloc(), object) : json_node_new(JSON_NODE_NULL);

        json_builder_set_member_name(builder, name);
        json_builder_add_value(builder, node);
}

static void add_decoded(JsonBuilder *builder, JsonObject *info) {
        g_autoptr(TckPanicInfo) decoded = tck_panic_info_decode(info);

        json_builder_set_member_name(builder, "decoded");
        json_builder_add_value(builder, tck_panic_info_to_json(decoded));
}

char *tck_incident_to_json(const TckIncident *incident) {
        g_autoptr(JsonObject) oops = incident->oops ? tck_oops_to_json(incident->oops) : NULL;
        g_autoptr(JsonBuilder) builder = json_builder_new();
        g_autofree char *time = g_date_time_format_iso8601(incident->time), *text = NULL;
        g_autoptr(JsonNode) root = NULL;

        json_builder_begin_object(builder);
        json_builder_set_member_name(builder, "schema");
        json_builder_add_int_value(builder, SCHEMA_VERSION);
        add_text(builder, "kind", tck_incident_kind_name(incident->kind));
        add_text(builder, "guest", incident->guest);
        add_text(builder, "time", time);
        json_builder_set_member_name(builder, "late");
        json_builder_add_boolean_value(builder, incident->late);
        add_text(builder, "channel", incident->channel);
        add_text(builder, "action", incident->action);
        add_text(builder, "reason", incident->reason);
        add_text(builder, "run_state", incident->run_state);
        add_object(builder, "info", incident->info);
        add_decoded(builder, incident->info);
        add_text(builder, "end", incident->end);
        add_texts(builder, "cpus", incident->cpus, incident->cpus ? g_strv_length(incident->cpus) : 0);
        add_console(builder, incident);
        add_object(builder, "oops", oops);
        add_text(builder, "core", incident->core);
        add_texts(builder, "core_cpus", (char **) incident->core_cpus->pdata, incident->core_cpus->len);
        add_texts(builder, "troubles", (char **) incident->troubles->pdata, incident->troubles->len);
        json_builder_end_object(builder);
        root = json_builder_get_root(builder);
        text = tck_json_pretty(root);
        return g_strconcat(text, "\n", NULL);
}

static gboolean refuse(const char *what, GError **error) {
        g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL, "this is no incident's record: %s", what);
        return FALSE;
}

static gboolean find_kind(const char *name, TckIncidentKind *ret_kind) {
        for (TckIncidentKind kind = 0; name && kind < TCK_INCIDENT_KINDS; kind++)
                if (g_str_equal(name, kinds[kind].name)) {
                        *ret_kind = kind;
                        return TRUE;
                }
        return FALSE;
}

static void read_cpus(TckIncident *incident, JsonObject *record) {
        GPtrArray *texts = tck_json_texts(record, "cpus");

        if (texts->len) {
                g_ptr_array_add(texts, NULL);
                g_ptr_array_set_free_func(texts, NULL);
                incident->cpus = (GStrv) g_ptr_array_free(texts, FALSE);
        } else {
                g_ptr_array_unref(texts);
        }
}

static TckIncident *read_record(JsonObject *record, GError **error) {
        const char *time = tck_json_string(record, "time"), *run_state = tck_json_string(record, "run_state");
        g_autoptr(GDateTime) when = time ? g_date_time_new_from_iso8601(time, NULL) : NULL;
        JsonObject *console = tck_json_object(record, "console"), *info = tck_json_object(record, "info");
        JsonObject *oops = tck_json_object(record, "oops");
        TckIncident *incident;
        TckIncidentKind kind;

        if (tck_json_int(record, "schema", 0) != SCHEMA_VERSION)
                return refuse("its schema is not version 1", error), NULL;
        if (!find_kind(tck_json_string(record, "kind"), &kind))
                return refuse("its kind is not known", error), NULL;
        if (!when || !tck_json_string(record, "guest"))
                return refuse("it names no guest and time", error), NULL;
        incident = tck_incident_new(kind, tck_json_string(record, "guest"));
        g_date_time_unref(incident->time);
        incident->time = g_date_time_ref(when);
        incident->late = json_object_get_boolean_member_with_default(record, "late", FALSE);
        incident->channel = g_strdup(tck_json_string(record, "channel"));
        incident->action = g_strdup(tck_json_string(record, "action"));
        incident->reason = g_strdup(tck_json_string(record, "reason"));
        g_free(incident->run_state);
        incident->run_state = g_strdup(run_state ? run_state : "");
        incident->info = info ? json_object_ref(info) : NULL;
        incident->end = g_strdup(tck_json_string(record, "end"));
        read_cpus(incident, record);
        incident->console = g_strdup(tck_json_string(console, "file"));
        incident->console_bytes = (guint64) tck_json_int(console, "bytes", 0);
        incident->console_tail = g_strdup(tck_json_string(console, "tail"));
        incident->oops = oops ? tck_oops_from_json(oops) : NULL;
        incident->core = g_strdup(tck_json_string(record, "core"));
        g_ptr_array_unref(incident->core_cpus);
        incident->core_cpus = tck_json_texts(record, "core_cpus");
        g_ptr_array_unref(incident->troubles);
        incident->troubles = tck_json_texts(record, "troubles");
        return incident;
}

TckIncident *tck_incident_from_json(const char *text, GError **error) {
        g_autoptr(JsonParser) parser = json_parser_new_immutable();
        g_autofree char *plain = g_strstrip(g_strdup(text));
        JsonNode *root;

        if (!g_utf8_validate(plain, -1, NULL) || !tck_json_is_plain(plain, NESTING_MAX) ||
            !json_parser_load_from_data(parser, plain, -1, NULL))
                return refuse("it is not JSON", error), NULL;
        root = json_parser_get_root(parser);
        if (!root || !JSON_NODE_HOLDS_OBJECT(root))
                return refuse("it is not a JSON object", error), NULL;
        return read_record(json_node_get_object(root), error);
}

/* ---- in words ---- */

/* "the guest panicked, told through hyper-v (bug check 0xe2 MANUALLY_INITIATED_CRASH); the hypervisor exited with status
 * 0" */
static char *sentence(const TckIncident *incident) {
        gboolean of_hypervisor =
                incident->kind == TCK_INCIDENT_HYPERVISOR_KILLED || incident->kind == TCK_INCIDENT_HYPERVISOR_FAILED;
        g_autoptr(GString) text = g_string_new(kinds[incident->kind].words);
        g_autoptr(TckPanicInfo) decoded = tck_panic_info_decode(incident->info);

        if (of_hypervisor && incident->end)
                return g_strdup_printf("the hypervisor %s", incident->end);

        if (incident->channel)
                g_string_append_printf(text, ", told through %s", incident->channel);
        if (decoded)
                g_string_append_printf(text, " (%s)", decoded->title);
        if (incident->oops && incident->oops->panic)
                g_string_append_printf(text, ": %s", incident->oops->panic);
        if (incident->late)
                g_string_append(text, ", some time before");
        if (incident->end)
                g_string_append_printf(text, "; the hypervisor %s", incident->end);
        return g_strdup(text->str);
}

char *tck_incident_words(const TckIncident *incident) {
        g_autofree char *words = sentence(incident);

        return tck_escape(words, "");
}

char *tck_incident_line(const TckIncident *incident) {
        g_autofree char *time = g_date_time_format(incident->time, "%Y-%m-%dT%H:%M:%S.%fZ");
        g_autofree char *words = sentence(incident);
        g_autofree char *line = g_strdup_printf("%s  %s: %s", time, incident->guest, words);

        return tck_escape(line, "");
}

static void add_fact(GString *text, const char *name, const char *fact) {
        g_autofree char *safe = tck_escape(fact, "");

        if (fact && *fact)
                g_string_append_printf(text, " %-12s %s\n", name, safe);
}

/* Lines of the guest's, one by one: what is no line end in them is shown, not obeyed. */
static void add_lines(GString *text, const char *name, const char *lines) {
        g_auto(GStrv) parts = g_strsplit(lines ? lines : "", "\n", -1);

        for (char **part = parts; *part; part++) {
                add_fact(text, name, g_strchomp(*part));
                if (**part)
                        name = "";
        }
}

static void add_texts_as_facts(GString *text, const char *name, const GPtrArray *texts) {
        for (guint i = 0; i < texts->len; i++)
                add_fact(text, i ? "" : name, texts->pdata[i]);
}

/* What the registers are is in the record. */
static void add_oops(GString *text, const TckOops *oops) {
        add_fact(text, "cause", oops->cause);
        if (g_strcmp0(oops->cause, oops->panic) != 0)
                add_fact(text, "panic", oops->panic);
        add_fact(text, "at", oops->ip);
        add_fact(text, "task", oops->task);
        add_fact(text, "system", oops->system);
        add_texts_as_facts(text, "backtrace", oops->backtrace);
}

static void add_info_facts(GString *text, JsonObject *info) {
        g_autoptr(TckPanicInfo) decoded = tck_panic_info_decode(info);

        for (guint i = 0; decoded && i < decoded->facts->len; i++) {
                const TckPanicFact *fact = decoded->facts->pdata[i];
                g_autofree char *words = tck_panic_fact_text(fact);

                add_fact(text, fact->name, words);
        }
        if (decoded) {
                add_fact(text, "advice", decoded->advice);
                add_fact(text, "with QEMU", decoded->qemu);
                add_fact(text, "with libvirt", decoded->libvirt);
        }
}

char *tck_incident_text(const TckIncident *incident) {
        g_autofree char *line = tck_incident_line(incident);
        GString *text = g_string_new(line);

        g_string_append_c(text, '\n');
        add_fact(text, "kind", tck_incident_kind_name(incident->kind));
        add_fact(text, "action", incident->action);
        add_fact(text, "reason", incident->reason);
        add_fact(text, "run state", incident->run_state);
        add_info_facts(text, incident->info);
        for (char **cpu = incident->cpus; cpu && *cpu; cpu++)
                add_fact(text, cpu == incident->cpus ? "CPUs" : "", *cpu);
        if (incident->oops)
                add_oops(text, incident->oops);
        add_lines(text, "console", incident->console_tail);
        add_fact(text, "all of it", incident->console);
        add_fact(text, "core", incident->core);
        add_texts_as_facts(text, "", incident->core_cpus);
        add_texts_as_facts(text, "missing", incident->troubles);
        return g_string_free(text, FALSE);
}
