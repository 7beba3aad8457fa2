/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_messages.h"

#include "error.h"
#include "json.h"
#include "lines.h"

enum {
        MESSAGE_MAX = 1 << 20, /* bytes in a line */
        MESSAGES_MAX = 4096,   /* in the queue */
        NESTING_MAX = 8,
};

struct TckLabMessages {
        TckLines *lines;
        GQueue queue; /* JsonObject *; NULL for a line that is not an object */
};

static void take_line(char *line, gsize length, G_GNUC_UNUSED guint64 number, gpointer data) {
        TckLabMessages *messages = data;
        g_autoptr(JsonNode) root = tck_json_parse(line, length, NESTING_MAX);

        g_queue_push_tail(&messages->queue, tck_json_node_object(root) ? json_node_dup_object(root) : NULL);
}

TckLabMessages *tck_lab_messages_new(void) {
        TckLabMessages *messages = g_new0(TckLabMessages, 1);

        messages->lines = tck_lines_new(MESSAGE_MAX, take_line, messages);
        return messages;
}

void tck_lab_messages_free(TckLabMessages *messages) {
        JsonObject *message;

        if (!messages)
                return;
        tck_lines_free(messages->lines);
        while (!g_queue_is_empty(&messages->queue))
                if ((message = g_queue_pop_head(&messages->queue)))
                        json_object_unref(message);
        g_free(messages);
}

gboolean tck_lab_messages_feed(TckLabMessages *messages, const char *bytes, gsize length, GError **error) {
        tck_lines_feed(messages->lines, bytes, length);
        return g_queue_get_length(&messages->queue) <= MESSAGES_MAX ||
               tck_error_set(error, TCK_ERROR_PROTOCOL, "it sent too many messages");
}

gboolean tck_lab_messages_wait(const TckLabMessages *messages) {
        return messages->queue.length != 0;
}

JsonObject *tck_lab_messages_next(TckLabMessages *messages, GError **error) {
        JsonObject *message = g_queue_pop_head(&messages->queue);

        if (!message)
                tck_error_set(error, TCK_ERROR_PROTOCOL, "it sent a line that is not a message");
        return message;
}
