/* SPDX-License-Identifier: BSD-2-Clause */
#include "cloud_events.h"

#include <string.h>

#include "error.h"
#include "json.h"

enum {
        EVENT_MAX_BYTES = 64 << 10, /* events have some hundred */
        NESTING_MAX = 8,            /* events have two levels */
        QUEUE_MAX = 1 << 16,
        GARBAGE_QUOTED = 60, /* characters that are quoted in a message */
};

struct TckCloudEvents {
        TckJournal *journal;
        GString *text; /* of an unfinished event, "" between events */
        guint depth;   /* of open brackets in it */
        gboolean quoted, escaped;
        GError *failure; /* returned by each later call */
        GQueue queue;    /* JsonObject * */
};

TckCloudEvents *tck_cloud_events_new(TckJournal *journal) {
        TckCloudEvents *events = g_new0(TckCloudEvents, 1);

        events->journal = journal;
        events->text = g_string_new(NULL);
        g_queue_init(&events->queue);
        return events;
}

void tck_cloud_events_free(TckCloudEvents *events) {
        if (!events)
                return;
        g_string_free(events->text, TRUE);
        g_clear_error(&events->failure);
        g_queue_clear_full(&events->queue, (GDestroyNotify) json_object_unref);
        g_free(events);
}

/* ---- one event ---- */

static gboolean has_texts_alone(JsonObject *properties) {
        g_autoptr(GList) values = properties ? json_object_get_values(properties) : NULL;

        for (GList *link = values; link; link = link->next)
                if (json_node_get_value_type(link->data) != G_TYPE_STRING)
                        return FALSE;
        return TRUE;
}

static gboolean is_event(JsonObject *object) {
        JsonNode *properties = json_object_get_member(object, "properties");

        return tck_json_object(object, "timestamp") && tck_json_string(object, "source") &&
               tck_json_string(object, "event") && properties &&
               (JSON_NODE_HOLDS_NULL(properties) ||
                (JSON_NODE_HOLDS_OBJECT(properties) && has_texts_alone(json_node_get_object(properties))));
}

/* NULL if it is not an event. Free with json_object_unref(). */
static JsonObject *parse(const char *text, gsize length) {
        g_autoptr(JsonNode) node = tck_json_parse(text, length, NESTING_MAX);
        JsonObject *object = tck_json_node_object(node);

        return object && is_event(object) ? json_object_ref(object) : NULL;
}

static void record(TckCloudEvents *events, const char *what, JsonNode *value) {
        g_autofree char *text = tck_json_text(value);
        g_autofree char *members = g_strdup_printf("\"%s\":%s", what, text);

        if (events->journal)
                tck_journal_json(events->journal, members);
}

static void fail(TckCloudEvents *events, const char *what) {
        g_autofree char *beginning = g_strndup(events->text->str, GARBAGE_QUOTED);
        g_autofree char *quoted = g_strescape(beginning, NULL);
        g_autoptr(JsonNode) node = json_node_init_string(json_node_alloc(), quoted);

        record(events, "garbage", node);
        tck_error_set(&events->failure, TCK_ERROR_PROTOCOL, "the event monitor sent data that %s: \"%s\"", what,
                      quoted);
}

static void take_event(TckCloudEvents *events) {
        JsonObject *event = parse(events->text->str, events->text->len);
        g_autoptr(JsonNode) node = NULL;

        if (!event) {
                fail(events, "is not an event");
                return;
        }
        node = json_node_init_object(json_node_alloc(), event);
        record(events, "event", node);
        g_queue_push_tail(&events->queue, event);
        g_string_truncate(events->text, 0);
        if (g_queue_get_length(&events->queue) > QUEUE_MAX)
                fail(events, "is more than can be kept");
}

/* ---- the stream ---- */

/* Counts the brackets of an event. TRUE if the byte is its last. */
static gboolean follow(TckCloudEvents *events, char byte) {
        if (events->escaped)
                events->escaped = FALSE;
        else if (events->quoted && byte == '\\')
                events->escaped = TRUE;
        else if (byte == '"')
                events->quoted = !events->quoted;
        else if (!events->quoted && (byte == '{' || byte == '['))
                events->depth++;
        else if (!events->quoted && (byte == '}' || byte == ']'))
                events->depth--;
        return events->depth == 0;
}

static void push(TckCloudEvents *events, char byte) {
        if (!events->text->len && strchr(" \t\r\n", byte) && byte)
                return;
        g_string_append_c(events->text, byte);
        if (events->text->len == 1 && byte != '{')
                fail(events, "is not an event");
        else if (follow(events, byte))
                take_event(events);
        else if (events->text->len > EVENT_MAX_BYTES)
                fail(events, "has no end");
}

gboolean tck_cloud_events_push(TckCloudEvents *events, const char *bytes, gsize count, GError **error) {
        for (gsize i = 0; i < count && !events->failure; i++)
                push(events, bytes[i]);
        if (events->failure && error)
                *error = g_error_copy(events->failure);
        return !events->failure;
}

gboolean tck_cloud_events_unfinished(const TckCloudEvents *events) {
        return events->text->len > 0;
}

JsonObject *tck_cloud_events_next(TckCloudEvents *events) {
        return g_queue_pop_head(&events->queue);
}

/* ---- text ---- */

char *tck_cloud_event_text(JsonObject *event) {
        JsonObject *properties = tck_json_object(event, "properties");
        g_autoptr(GList) names = properties ? json_object_get_members(properties) : NULL;
        GString *text = g_string_new(tck_json_string(event, "source"));

        g_string_append_printf(text, ".%s", tck_json_string(event, "event"));
        names = g_list_sort(g_steal_pointer(&names), (GCompareFunc) g_strcmp0);
        for (GList *link = names; link; link = link->next)
                g_string_append_printf(text, " %s=%s", (const char *) link->data,
                                       tck_json_string(properties, link->data));
        return g_string_free(text, FALSE);
}

gboolean tck_cloud_event_is(JsonObject *event, const char *name) {
        g_autofree char *own =
                g_strdup_printf("%s.%s", tck_json_string(event, "source"), tck_json_string(event, "event"));

        return g_str_equal(own, name);
}
