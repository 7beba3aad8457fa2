/* SPDX-License-Identifier: BSD-2-Clause */
/* What a case sees of the monitor: the run state, and the events that tell of it. */
#include "check_private.h"

#include <string.h>

#include "error.h"
#include "json.h"

/* The events that tell of the run state. Others (a clock that was set, a migration's progress) do not matter here. */
static const char *const run_state_events[] = {
        "GUEST_PANICKED", "GUEST_CRASHLOADED", "GUEST_PVSHUTDOWN", "STOP",   "RESUME",   "SHUTDOWN",
        "RESET",          "POWERDOWN",         "SUSPEND",          "WAKEUP", "WATCHDOG", NULL,
};

static gboolean is_run_state_event(JsonObject *event) {
        return g_strv_contains(run_state_events, tck_json_string(event, "event"));
}

/* The oldest run-state event in the queue, left there; NULL if there is none. */
static JsonObject *peek_event(Tck *t) {
        Qmp *qmp = t->vm->qmp;
        JsonObject *event;

        while ((event = qmp_peek_event(qmp)) && !is_run_state_event(event))
                json_object_unref(qmp_next_event(qmp));
        return event;
}

/* A QEMU that is on its way out, or gone, may not answer any more: what it told of that says more than its silence. */
static void explain_silence(Tck *t, const char *expected, GError *error) {
        g_autofree char *event = NULL;

        if (!peek_event(t) ||
            !(g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT) || check_ended_by_itself(t, error))) {
                check_refused_or_trouble(t, "query-status to succeed", error);
                return;
        }
        event = check_event_text(peek_event(t));
        tck_fail(t, expected, "%s, and no answer to query-status", event);
        g_error_free(error);
}

/* query-status has to say whether vCPUs run, as its status does. */
static void check_running(Tck *t, const char *status, JsonNode *node) {
        gboolean runs = g_str_equal(status, "running") || g_str_equal(status, "debug");
        gboolean told = node && json_node_get_value_type(node) == G_TYPE_BOOLEAN;
        g_autofree char *expected = g_strdup_printf("status %s with running %s", status, runs ? "true" : "false");

        if (!told || json_node_get_boolean(node) != runs)
                tck_fail(t, expected, "%s", !told ? "no such member" : runs ? "false" : "true");
}

static char *query_status(Tck *t, const char *expected) {
        GError *error = NULL;
        g_autoptr(JsonNode) answer =
                t->over ? NULL : qmp_execute(t->vm->qmp, "query-status", NULL, check_deadline(t), &error);
        JsonObject *object = answer && JSON_NODE_HOLDS_OBJECT(answer) ? json_node_get_object(answer) : NULL;
        const char *status = tck_json_string(object, "status");

        if (error)
                explain_silence(t, expected, error);
        if (!t->over && !status)
                tck_fail(t, "query-status to tell a status", "an answer without one");
        if (!t->over)
                check_running(t, status, json_object_get_member(object, "running"));
        return g_strdup(t->over ? "" : status);
}

char *check_query_status(Tck *t) {
        return query_status(t, "the run state");
}

void tck_expect_status(Tck *t, const char *status) {
        g_autofree char *seen = check_query_status(t);
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

JsonObject *check_take_event(Tck *t) {
        JsonObject *event = peek_event(t) ? qmp_next_event(t->vm->qmp) : NULL;

        if (event) {
                t->ending = announces_the_end(t, event);
                check_note_incident(t, event);
        }
        return event;
}

char *check_event_text(JsonObject *event) {
        JsonObject *data = tck_json_object(event, "data");
        g_autofree char *text = data ? tck_json_object_text(data) : NULL;

        return g_strdup_printf("%s%s%s", tck_json_string(event, "event"), text ? " " : "", text ? text : "");
}

char *check_settle(Tck *t) {
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) answer = qmp_execute(t->vm->qmp, "query-status", NULL, check_deadline(t), &error);
        JsonObject *object = answer && JSON_NODE_HOLDS_OBJECT(answer) ? json_node_get_object(answer) : NULL;

        /* One that told something and answers no more is on its way out: what it told comes first. */
        if (!answer && !g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED) && !peek_event(t))
                check_trouble(t, "the run state", g_steal_pointer(&error));
        /* What the guest said before a state was told has left QEMU before that. */
        tck_probe_pump(t->vm->probe, NULL);
        return g_strdup(tck_json_string(object, "status"));
}

void tck_may_end(Tck *t) {
        t->ending = TRUE;
}

/* Finds out whether the event awaited can still come, once the guest's operation is over or nothing has come for a while:
 * if not, says what there is instead. Free with g_free(). */
static char *nothing_to_come(Tck *t) {
        gboolean over = t->idle || tck_probe_pending(t->vm->probe);
        g_autofree char *status = check_settle(t);

        if (t->over || peek_event(t))
                return NULL;
        if (!status)
                return g_strdup("no event, and an end of QEMU");
        if (tck_probe_hellos(t->vm->probe) > t->hellos)
                return g_strdup("no event, and a guest that started anew");
        if (over)
                return g_strdup_printf("no event, the guest's operation over, and run state %s", status);
        return g_str_equal(status, "running") ? NULL
                                              : g_strdup_printf("no event, and a guest that stands in %s", status);
}

/* The next run-state event, when it comes. NULL if it cannot come any more, with what there is instead, or after a verdict. */
static JsonObject *await_event(Tck *t, const char *expected, char **ret_instead) {
        CheckWait wait = check_begin_wait(t);

        while (!t->over && !*ret_instead) {
                JsonObject *event = check_take_event(t);
                GError *error = NULL;

                if (event)
                        return event;
                if (!t->ending && (t->idle || (t->started && tck_probe_pending(t->vm->probe))))
                        *ret_instead = nothing_to_come(t);
                else if (check_pump(t, &wait, &error))
                        continue;
                else if (check_only_quiet(error, &wait))
                        *ret_instead = nothing_to_come(t);
                else if (!t->started && g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT))
                        /* Nothing is owed any more, and the monitor has answered all along: this is not silence. */
                        *ret_instead = g_strdup("no event, and a monitor that answers");
                else if (!peek_event(t))
                        check_trouble(t, expected, g_steal_pointer(&error));
                g_clear_error(&error);
        }
        return NULL;
}

/* A member's value as a case writes it: text as it is, all else as JSON. */
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

/* How many values there are in an object, those of its objects included. One without any is a value itself. */
static guint count_values(JsonObject *object) {
        g_autoptr(GList) values = object ? json_object_get_values(object) : NULL;
        guint count = 0;

        for (GList *link = values; link; link = link->next) {
                JsonObject *inner = JSON_NODE_HOLDS_OBJECT(link->data) ? json_node_get_object(link->data) : NULL;

                count += inner && json_object_get_size(inner) ? count_values(inner) : 1;
        }
        return count;
}

gboolean check_has_members(JsonObject *event, const char *members) {
        JsonObject *data = tck_json_object(event, "data");
        g_auto(GStrv) pairs = g_strsplit(members, " ", -1);

        if (count_values(data) != (*members ? g_strv_length(pairs) : 0) ||
            (!data && json_object_has_member(event, "data")))
                return FALSE;

        for (char **pair = pairs; *pair && **pair; pair++) {
                char *value = strchr(*pair, '=');
                g_autofree char *seen = NULL;

                g_assert(value); /* the members are the case's own words */
                *value++ = '\0';
                seen = member_text(data, *pair);
                if (!g_str_equal(seen, value))
                        return FALSE;
        }
        return TRUE;
}

void tck_expect_event(Tck *t, const char *name, const char *members) {
        g_autofree char *expected = g_strdup_printf("the event %s%s%s", name, *members ? " with " : "", members);
        g_autofree char *instead = NULL, *seen = NULL;
        g_autoptr(JsonObject) event = await_event(t, expected, &instead);

        if (t->over)
                return;
        if (!event) {
                tck_fail(t, expected, "%s", instead);
                return;
        }
        seen = check_event_text(event);
        if (!g_str_equal(tck_json_string(event, "event"), name) || !check_has_members(event, members))
                tck_fail(t, expected, "%s", seen);
}

char *tck_take_events(Tck *t) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *status = t->over ? NULL : check_settle(t);
        JsonObject *event;

        while (!t->over && (event = check_take_event(t))) {
                g_autofree char *one = check_event_text(event);

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

char *check_take_event_text(Tck *t) {
        g_autoptr(JsonObject) event = check_take_event(t);

        return event ? check_event_text(event) : NULL;
}

void tck_drop_events(Tck *t, const char *name) {
        JsonObject *event;

        g_free(check_query_status(t)); /* what is on its way comes too */
        while (!t->over && (event = peek_event(t)) && g_str_equal(tck_json_string(event, "event"), name))
                json_object_unref(check_take_event(t));
}
