/* SPDX-License-Identifier: BSD-2-Clause */
#include "incident.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "child.h"
#include "date.h"
#include "json.h"

/* Two reports of one panic, through two channels, are at most this far apart. */
enum { TWICE_SECONDS = 10, CONTEXT_MAX_BYTES = 512 };

const TckIncidentKindInfo tck_incident_kinds[TCK_INCIDENT_KINDS] = {
        [TCK_INCIDENT_PANICKED] = {"panicked", 10, "the guest panicked"},
        [TCK_INCIDENT_UNNOTIFIED] = {"unnotified", 17, "the guest panicked without notifying the host"},
        [TCK_INCIDENT_CRASH_LOADED] = {"crash-loaded", 11, "the guest panicked and handles it by itself"},
        [TCK_INCIDENT_HUNG] = {"hung", 12, "the guest hangs"},
        [TCK_INCIDENT_POWERED_OFF] = {"powered-off", 0, "the guest powered off"},
        [TCK_INCIDENT_PV_SHUTDOWN] = {"pv-shutdown", 0, "the guest shut down and reported it"},
        [TCK_INCIDENT_RESET] = {"reset", 0, "the guest reset the machine"},
        [TCK_INCIDENT_ENDED_BY_HOST] = {"ended-by-host", 0, "the host ended the guest"},
        [TCK_INCIDENT_HYPERVISOR_KILLED] = {"hypervisor-killed", 13, "the hypervisor was killed"},
        [TCK_INCIDENT_HYPERVISOR_FAILED] = {"hypervisor-failed", 14, "the hypervisor failed"},
        [TCK_INCIDENT_HYPERVISOR_GONE] = {"hypervisor-gone", 15, "the hypervisor ended for an unknown reason"},
        [TCK_INCIDENT_UNREACHABLE] = {"unreachable", 16, "the hypervisor does not answer"},
        [TCK_INCIDENT_IO_ERROR] = {"io-error", 18, "the guest is stopped after an I/O error of the host"},
        [TCK_INCIDENT_SUSPENDED] = {"suspended", 0, "the guest is suspended"},
        [TCK_INCIDENT_PAUSED] = {"paused", 0, "the guest was paused"},
        [TCK_INCIDENT_NONE] = {"none", 0, "nothing shows that the guest died"},
};

TckIncident *tck_incident_new(TckIncidentKind kind, const char *guest) {
        TckIncident *incident = g_new0(TckIncident, 1);

        incident->kind = kind;
        incident->guest = g_strdup(guest);
        incident->time = g_date_time_new_now_utc();
        incident->run_state = g_strdup("");
        incident->cpus = g_ptr_array_new_with_free_func(g_free);
        incident->also = g_ptr_array_new_with_free_func(g_free);
        incident->context = g_ptr_array_new_with_free_func(g_free);
        incident->core_cpus = g_ptr_array_new_with_free_func(g_free);
        incident->troubles = g_ptr_array_new_with_free_func(g_free);
        incident->timeline = tck_moments_new();
        incident->contradictions = g_ptr_array_new_with_free_func(g_free);
        incident->missing = g_ptr_array_new_with_free_func(g_free);
        incident->advice = g_ptr_array_new_with_free_func(g_free);
        return incident;
}

gboolean tck_incident_set_time(TckIncident *incident, gint64 time) {
        GDateTime *date = time ? tck_date_new(time) : NULL;

        if (!date)
                return FALSE;
        g_date_time_unref(incident->time);
        incident->time = date;
        return TRUE;
}

void tck_incident_forget_console(TckIncident *incident) {
        TckConsole *console = &incident->console;

        g_free(console->file);
        g_free(console->source);
        g_free(console->tail);
        *console = (TckConsole){0};
        g_clear_pointer(&incident->oops, tck_oops_free);
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
        g_ptr_array_unref(incident->cpus);
        g_ptr_array_unref(incident->also);
        g_ptr_array_unref(incident->context);
        tck_incident_forget_console(incident);
        g_free(incident->core);
        g_free(incident->screen);
        g_ptr_array_unref(incident->core_cpus);
        g_ptr_array_unref(incident->troubles);
        g_ptr_array_unref(incident->timeline);
        g_ptr_array_unref(incident->contradictions);
        g_ptr_array_unref(incident->missing);
        g_ptr_array_unref(incident->advice);
        g_free(incident->domain_diff);
        g_free(incident);
}

gboolean tck_incident_follows(const TckIncident *incident, const TckIncident *before) {
        if (incident->channel)
                return FALSE;
        if (incident->kind == TCK_INCIDENT_PANICKED)
                return before->kind == TCK_INCIDENT_PANICKED;
        return incident->kind == TCK_INCIDENT_POWERED_OFF && before->kind == TCK_INCIDENT_PV_SHUTDOWN;
}

gboolean tck_incident_is_reported_twice(const TckIncident *incident, const TckIncident *before) {
        return incident->kind == TCK_INCIDENT_PANICKED && before->kind == TCK_INCIDENT_PANICKED && incident->channel &&
               before->channel && !g_str_equal(incident->channel, before->channel) &&
               g_date_time_difference(incident->time, before->time) < (GTimeSpan) TWICE_SECONDS * G_USEC_PER_SEC;
}

gboolean tck_incident_add_channel(TckIncident *before, const TckIncident *incident) {
        if (!g_ptr_array_find_with_equal_func(before->also, incident->channel, g_str_equal, NULL))
                g_ptr_array_add(before->also, g_strdup(incident->channel));
        if (before->info || !incident->info)
                return FALSE;
        before->info = json_object_ref(incident->info);
        return TRUE;
}

static gboolean same_info(JsonObject *info, JsonObject *other) {
        g_autoptr(JsonNode) left = info ? json_node_init_object(json_node_alloc(), info) : NULL;
        g_autoptr(JsonNode) right = other ? json_node_init_object(json_node_alloc(), other) : NULL;

        return left && right ? json_node_equal(left, right) : left == right;
}

gboolean tck_incident_repeats(const TckIncident *incident, const TckIncident *before, gboolean loosely) {
        return incident->kind == before->kind && incident->late == before->late &&
               g_strcmp0(incident->channel, before->channel) == 0 && g_strcmp0(incident->action, before->action) == 0 &&
               g_strcmp0(incident->reason, before->reason) == 0 && (loosely || same_info(incident->info, before->info));
}

void tck_incident_add_trouble(TckIncident *incident, const char *trouble) {
        g_ptr_array_add(incident->troubles, g_strdup(trouble));
}

/* ---- incidents of events ---- */

/* The time of the hypervisor's event, if it has one. */
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
        /* Panics of these two channels have no information. The architecture shows which one it was. */
        return architecture && g_str_has_prefix(architecture, "ppc") ? "os-term" : "pvpanic";
}

static TckIncident *of_panic(JsonObject *data, const char *guest, const char *architecture) {
        TckIncident *incident = tck_incident_new(TCK_INCIDENT_PANICKED, guest);
        JsonObject *info = tck_json_object(data, "info");

        incident->channel = g_strdup(channel_of(info, architecture));
        incident->info = info ? json_object_ref(info) : NULL;
        return incident;
}

/* Only pvpanic can report this. */
static TckIncident *of_crash_loaded(const char *guest) {
        TckIncident *incident = tck_incident_new(TCK_INCIDENT_CRASH_LOADED, guest);

        incident->channel = g_strdup("pvpanic");
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

TckIncident *tck_incident_of_event(JsonObject *event, const char *guest, const char *architecture) {
        const char *name = tck_json_string(event, "event");
        JsonObject *data = tck_json_object(event, "data");
        const char *reason = tck_json_string(data, "reason"), *action = tck_json_string(data, "action");
        TckIncident *incident = NULL;

        if (g_str_equal(name, "GUEST_PANICKED"))
                incident = of_panic(data, guest, architecture);
        else if (g_str_equal(name, "GUEST_CRASHLOADED"))
                incident = of_crash_loaded(guest);
        else if (g_str_equal(name, "GUEST_PVSHUTDOWN"))
                incident = tck_incident_new(TCK_INCIDENT_PV_SHUTDOWN, guest);
        else if (g_str_equal(name, "SHUTDOWN"))
                incident = of_shutdown(reason ? reason : "", guest);
        else if (g_str_equal(name, "RESET") && tck_json_is_true(data, "guest")) /* and not by the host */
                incident = tck_incident_new(TCK_INCIDENT_RESET, guest);
        else if (g_str_equal(name, "WATCHDOG"))
                incident = tck_incident_new(TCK_INCIDENT_HUNG, guest);
        if (incident) {
                take_time(incident, event);
                incident->action = g_strdup(action);
                incident->reason = g_strdup(g_str_equal(name, "WATCHDOG") ? "watchdog" : reason);
        }
        return incident;
}

TckIncident *tck_incident_of_run_state(const char *run_state, const char *guest, gboolean late) {
        static const struct {
                const char *run_state;
                TckIncidentKind kind;
        } states[] = {{"guest-panicked", TCK_INCIDENT_PANICKED}, {"internal-error", TCK_INCIDENT_HYPERVISOR_FAILED},
                      {"watchdog", TCK_INCIDENT_HUNG},           {"io-error", TCK_INCIDENT_IO_ERROR},
                      {"suspended", TCK_INCIDENT_SUSPENDED},     {"paused", TCK_INCIDENT_PAUSED}};

        for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
                if (g_str_equal(run_state, states[i].run_state)) {
                        TckIncident *incident = tck_incident_new(states[i].kind, guest);

                        incident->late = late;
                        g_free(incident->run_state);
                        incident->run_state = g_strdup(run_state);
                        return incident;
                }
        return NULL;
}

/* "device disk0, operation write, nospace": the names of true members, and names with values. */
static void add_members(GString *text, JsonObject *object) {
        g_autoptr(GList) names = json_object_get_members(object);

        for (GList *name = names; name; name = name->next) {
                JsonNode *node = json_object_get_member(object, name->data);

                if (JSON_NODE_HOLDS_OBJECT(node))
                        add_members(text, json_node_get_object(node));
                else if (tck_json_is_true(object, name->data))
                        g_string_append_printf(text, ", %s", (const char *) name->data);
                else if (tck_json_string(object, name->data))
                        g_string_append_printf(text, ", %s %s", (const char *) name->data,
                                               tck_json_string(object, name->data));
        }
}

char *tck_incident_context(JsonObject *event) {
        static const char *const names[] = {"BLOCK_IO_ERROR", "BLOCK_IMAGE_CORRUPTED", "MEMORY_FAILURE",
                                            "QUORUM_FAILURE", "IO_ERROR_REASON" /* libvirt's */};
        const char *name = tck_json_string(event, "event");
        JsonObject *data = tck_json_object(event, "data");
        g_autoptr(GString) text = g_string_new(NULL);

        for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
                if (g_strcmp0(name, names[i]) == 0) {
                        if (data)
                                add_members(text, data);
                        return g_strdup_printf("%s%s%.*s", name, text->len ? ": " : "", CONTEXT_MAX_BYTES,
                                               text->len ? text->str + strlen(", ") : "");
                }
        return NULL;
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
