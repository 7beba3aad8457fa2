/* SPDX-License-Identifier: BSD-2-Clause */
/* The monitor in a case: commands, the virtual CPUs, the run state, and its events. */
#include "check_private.h"

#include <string.h>

#include "error.h"
#include "json.h"

/* ---- commands ---- */

JsonNode *check_execute(Tck *t, const char *command, JsonObject *arguments) {
        JsonNode *value = qmp_execute(t->vm->qmp, command, arguments, check_deadline(t), &t->error);

        if (!value) {
                g_autofree char *expected = g_strdup_printf("%s to succeed", command);

                check_refused_or_trouble(t, expected);
        }
        return value;
}

void tck_command(Tck *t, const char *command, ...) {
        g_autoptr(JsonNode) answer = NULL;
        JsonObject *arguments;
        const char *name;
        va_list list;

        if (t->over)
                return;
        t->idle = FALSE; /* some commands take effect after their reply */
        arguments = json_object_new();
        va_start(list, command);
        while ((name = va_arg(list, const char *)))
                json_object_set_string_member(arguments, name, va_arg(list, const char *));
        va_end(list);
        answer = check_execute(t, command, arguments);
}

/* ---- virtual CPUs ---- */

/* Samples of a CPU's address, a round trip each. A CPU that works is sooner or later seen in another place, one that loops is not. */
enum { LOOKS = 20 };

/* Whether the samples, up to a new one, show the state. */
static gboolean shows(const GPtrArray *looks, TckVcpuState state) {
        return tck_vcpu_judge(looks, 0) == state && (state != TCK_VCPU_LOOPS || looks->len >= LOOKS);
}

void tck_expect_vcpu(Tck *t, TckVcpuState state) {
        g_autoptr(GPtrArray) looks = g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref);
        gint64 last = check_deadline(t);

        while (!t->over && !shows(looks, state)) {
                GArray *look = tck_vcpu_look(t->vm->qmp, 0, last, &t->error);
                g_autofree char *seen = NULL;

                if (!look) {
                        check_refused_or_trouble(t, "the monitor to describe the virtual CPU");
                        return;
                }
                g_ptr_array_add(looks, look);
                seen = tck_vcpu_text(looks, 0);
                if (tck_vcpu_judge(looks, 0) == TCK_VCPU_RUNS || looks->len > LOOKS)
                        g_ptr_array_remove_range(looks, 0, looks->len - 1); /* the probe has not stopped yet */
                if (g_get_monotonic_time() >= last)
                        tck_give_up(t, "the probe was told to stop, and its %s", seen);
        }
}

/* ---- the run state ---- */

/* The events of the run state. Others (a changed clock, a migration's progress) do not matter here. */
static const char *const run_state_events[] = {
        "GUEST_PANICKED", "GUEST_CRASHLOADED", "GUEST_PVSHUTDOWN", "STOP",   "RESUME",   "SHUTDOWN",
        "RESET",          "POWERDOWN",         "SUSPEND",          "WAKEUP", "WATCHDOG", NULL,
};

static gboolean is_run_state_event(JsonObject *event) {
        return g_strv_contains(run_state_events, tck_json_string(event, "event"));
}

/* The oldest run-state event, which stays in the queue; NULL if there is none. */
static JsonObject *peek_event(Tck *t) {
        Qmp *qmp = t->vm->qmp;
        JsonObject *event;

        while ((event = qmp_peek_event(qmp)) && !is_run_state_event(event))
                json_object_unref(qmp_next_event(qmp));
        return event;
}

/* "GUEST_PANICKED {"action":"pause"}". Free with g_free(). */
static char *event_text(JsonObject *event) {
        JsonObject *data = tck_json_object(event, "data");
        g_autofree char *text = data ? tck_json_object_text(data) : NULL;

        return g_strdup_printf("%s%s%s", tck_json_string(event, "event"), text ? " " : "", text ? text : "");
}

/* If QEMU ends without answering, its events tell more than the missing answer. */
static void explain_silence(Tck *t, const char *expected) {
        g_autofree char *event = NULL;

        if (!peek_event(t) || !(g_error_matches(t->error, TCK_ERROR, TCK_ERROR_TIMEOUT) || check_ended_by_itself(t))) {
                check_refused_or_trouble(t, "query-status to succeed");
                return;
        }
        event = event_text(peek_event(t));
        tck_fail(t, expected, "%s, and no answer to query-status", event);
        g_clear_error(&t->error);
}

/* The member `running` of query-status has to agree with its status. */
static void check_running(Tck *t, const char *status, JsonNode *node) {
        gboolean runs = g_str_equal(status, "running") || g_str_equal(status, "debug");
        gboolean told = node && json_node_get_value_type(node) == G_TYPE_BOOLEAN;
        g_autofree char *expected = g_strdup_printf("status %s with running %s", status, runs ? "true" : "false");

        if (!told || json_node_get_boolean(node) != runs)
                tck_fail(t, expected, "%s", !told ? "no such member" : runs ? "false" : "true");
}

/* query-status's answer, and its status if it has one; NULL with an error. */
static JsonNode *ask_status(Tck *t, const char **ret_status, GError **error) {
        JsonNode *answer = qmp_execute(t->vm->qmp, "query-status", NULL, check_deadline(t), error);

        *ret_status = tck_json_string(tck_json_node_object(answer), "status");
        return answer;
}

/* The status, "" after a verdict. Events that QEMU sent before its answer are in the queue then: an event that is not there will not
 * come. Free with g_free(). */
static char *query_status(Tck *t, const char *expected) {
        const char *status = NULL;
        g_autoptr(JsonNode) answer = t->over ? NULL : ask_status(t, &status, &t->error);

        if (t->error)
                explain_silence(t, expected);
        if (!t->over && !status)
                tck_fail(t, "query-status to return a status", "an answer without one");
        if (!t->over)
                check_running(t, status, json_object_get_member(json_node_get_object(answer), "running"));
        return g_strdup(t->over ? "" : status);
}

void tck_expect_status(Tck *t, const char *status) {
        g_autofree char *seen = query_status(t, "the run state");
        g_autofree char *expected = g_strdup_printf("run state %s", status);

        if (!g_str_equal(seen, status))
                tck_fail(t, expected, "%s", seen);
}

static gboolean announces_the_end(const Tck *t, JsonObject *event) {
        const TckVmSpec *spec = &t->tested->vm;
        const char *name = tck_json_string(event, "event");
        const char *action = tck_json_string(tck_json_object(event, "data"), "action");

        if (spec->no_shutdown || spec->shutdown)
                return FALSE;
        return g_str_equal(name, "SHUTDOWN") || g_str_equal(name, "GUEST_PVSHUTDOWN") ||
               g_strcmp0(action, "poweroff") == 0;
}

/* Takes the oldest run-state event; NULL if there is none. */
static JsonObject *take_event(Tck *t) {
        JsonObject *event = peek_event(t) ? qmp_next_event(t->vm->qmp) : NULL;

        if (event) {
                t->ending = announces_the_end(t, event);
                check_note_incident(t, event);
        }
        return event;
}

char *check_settle(Tck *t) {
        const char *status;
        g_autoptr(JsonNode) answer = ask_status(t, &status, &t->error);

        /* A QEMU that sent an event and does not answer is ending: the event decides. */
        if (!answer && !g_error_matches(t->error, TCK_ERROR, TCK_ERROR_CLOSED) && !peek_event(t))
                check_trouble(t, "the run state");
        g_clear_error(&t->error);
        /* What the guest sent before the state was reported has left QEMU before. */
        tck_probe_pump(t->vm->probe, NULL);
        return g_strdup(status);
}

void tck_may_end(Tck *t) {
        t->ending = TRUE;
}

/* Whether the expected event can still come, asked once the guest's operation is complete or it has been quiet for a while. If not, what
 * is there instead. Free with g_free(). */
static char *nothing_to_come(Tck *t) {
        gboolean over = t->idle || t->vm->probe->answers.length;
        g_autofree char *status = check_settle(t);

        if (t->over || peek_event(t))
                return NULL;
        if (!status)
                return g_strdup("no event, and an end of QEMU");
        if (t->vm->probe->hellos > t->hellos)
                return g_strdup("no event, and a guest that restarted");
        if (over)
                return g_strdup_printf("no event, the guest's operation complete, and run state %s", status);
        return g_str_equal(status, "running") ? NULL : g_strdup_printf("no event, and a guest in run state %s", status);
}

/* The next run-state event. NULL if none can come any more, with what is there instead, or after a verdict. */
static JsonObject *await_event(Tck *t, const char *expected, char **ret_instead) {
        CheckWait wait = check_begin_wait(t);

        while (!t->over && !*ret_instead) {
                JsonObject *event = take_event(t);

                if (event)
                        return event;
                if (!t->ending && (t->idle || (t->started && t->vm->probe->answers.length)))
                        *ret_instead = nothing_to_come(t);
                else if (check_pump(t, &wait))
                        continue;
                else if (check_only_quiet(t, &wait))
                        *ret_instead = nothing_to_come(t);
                else if ((!t->started || t->silent) && g_error_matches(t->error, TCK_ERROR, TCK_ERROR_TIMEOUT))
                        /* No operation is unfinished, and the monitor has answered all along, so this is no silence of QEMU. */
                        *ret_instead = g_strdup("no event, and a monitor that answers");
                else if (!peek_event(t))
                        check_trouble(t, expected);
                g_clear_error(&t->error);
        }
        return NULL;
}

/* A member's value as a case writes it: a string without quotes, anything else as JSON. */
static char *member_text(JsonObject *data, const char *path) {
        g_auto(GStrv) names = g_strsplit(path, ".", -1);
        guint last = g_strv_length(names) - 1;
        JsonNode *node;

        for (guint i = 0; i < last; i++)
                data = tck_json_object(data, names[i]);
        node = data ? json_object_get_member(data, names[last]) : NULL;
        if (node && json_node_get_value_type(node) == G_TYPE_STRING)
                return g_strdup(json_node_get_string(node));
        return tck_json_text(node);
}

/* The number of values in an object and the objects in it. An empty object counts as a value. */
static guint count_values(JsonObject *object) {
        g_autoptr(GList) values = object ? json_object_get_values(object) : NULL;
        guint count = 0;

        for (GList *link = values; link; link = link->next) {
                JsonObject *inner = tck_json_node_object(link->data);

                count += inner && json_object_get_size(inner) ? count_values(inner) : 1;
        }
        return count;
}

/* Whether the event's data has these members, and no others unless `more`. */
static gboolean has_members(JsonObject *event, const char *members, gboolean more) {
        JsonObject *data = tck_json_object(event, "data");
        g_auto(GStrv) pairs = g_strsplit(members, " ", -1);

        if (!more && (count_values(data) != (*members ? g_strv_length(pairs) : 0) ||
                      (!data && json_object_has_member(event, "data"))))
                return FALSE;

        for (char **pair = pairs; *pair && **pair; pair++) {
                char *value = strchr(*pair, '=');
                g_autofree char *seen = NULL;

                g_assert(value); /* members are written in the case */
                *value++ = '\0';
                seen = member_text(data, *pair);
                if (!g_str_equal(seen, value))
                        return FALSE;
        }
        return TRUE;
}

gboolean check_has_members(JsonObject *event, const char *members) {
        return has_members(event, members, FALSE);
}

static void expect_event(Tck *t, const char *name, const char *members, gboolean more) {
        g_autofree char *expected = g_strdup_printf("the event %s%s%s", name, *members ? " with " : "", members);
        g_autofree char *instead = NULL, *seen = NULL;
        g_autoptr(JsonObject) event = await_event(t, expected, &instead);

        if (t->over)
                return;
        if (!event) {
                tck_fail(t, expected, "%s", instead);
                return;
        }
        seen = event_text(event);
        if (!g_str_equal(tck_json_string(event, "event"), name) || !has_members(event, members, more))
                tck_fail(t, expected, "%s", seen);
}

void tck_expect_event(Tck *t, const char *name, const char *members) {
        expect_event(t, name, members, FALSE);
}

void tck_expect_event_about(Tck *t, const char *name, const char *members) {
        expect_event(t, name, members, TRUE);
}

char *tck_take_events(Tck *t) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *status = t->over ? NULL : check_settle(t);
        JsonObject *event;

        while (!t->over && (event = take_event(t))) {
                g_autofree char *one = event_text(event);

                g_string_append_printf(text, "%s%s", text->len ? ", " : "", one);
                json_object_unref(event);
        }
        if (!t->over && !status)
                g_string_append(text, text->len ? ", and the end of QEMU" : "the end of QEMU");
        return g_string_free(g_steal_pointer(&text), FALSE);
}

void check_fence(Tck *t, const char *expected) {
        g_free(query_status(t, expected));
}

char *check_take_event(Tck *t) {
        g_autoptr(JsonObject) event = take_event(t);

        return event ? event_text(event) : NULL;
}

void tck_drop_events(Tck *t, const char *name) {
        JsonObject *event;

        check_fence(t, "the run state");
        while (!t->over && (event = peek_event(t)) && g_str_equal(tck_json_string(event, "event"), name))
                json_object_unref(take_event(t));
}
