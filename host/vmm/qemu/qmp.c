/* SPDX-License-Identifier: BSD-2-Clause */
#include "qmp.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "json.h"
#include "wait.h"

enum {
        LINE_MAX_BYTES = 16 << 20, /* query-qmp-schema returns about 200 KiB */
        PUMP_MAX = 1 << 20, /* more than a socket holds; a server that sends endlessly must not block this loop */
        NESTING_MAX = 64,   /* QEMU uses less than ten levels */
        EVENTS_MAX_BYTES = 64 << 20,
        EVENT_BYTES = 512,   /* roughly the memory of the shortest event */
        GARBAGE_KEPT = 4096, /* bytes that the journal keeps */
        GARBAGE_QUOTED = 60, /* characters that a message quotes */
};

Qmp *qmp_new(int fd, TckJournal *journal) {
        Qmp *qmp = g_new0(Qmp, 1);

        qmp->fd = fd;
        qmp->journal = journal;
        qmp->input = g_byte_array_new();
        g_queue_init(&qmp->events);
        return qmp;
}

void qmp_free(Qmp *qmp) {
        if (!qmp)
                return;
        close(qmp->fd);
        g_byte_array_unref(qmp->input);
        g_clear_pointer(&qmp->reply, json_object_unref);
        g_queue_clear_full(&qmp->events, (GDestroyNotify) json_object_unref);
        g_clear_pointer(&qmp->greeting, json_object_unref);
        g_clear_error(&qmp->failure);
        g_free(qmp->version_text);
        g_free(qmp);
}

/* ---- receiving ---- */

static void record(Qmp *qmp, const char *direction, const char *line) {
        g_autofree char *members = NULL;

        if (!qmp->journal)
                return;
        members = g_strdup_printf("\"%s\":%s", direction, line);
        tck_journal_json(qmp->journal, members);
}

/* The beginning, as a JSON string in which unprintable bytes are C's escapes. */
static void record_garbage(Qmp *qmp, const char *line) {
        g_autofree char *beginning = g_strndup(line, GARBAGE_KEPT);
        g_autofree char *escaped = g_strescape(beginning, NULL);
        g_autoptr(JsonNode) node = json_node_init_string(json_node_alloc(), escaped);
        g_autofree char *quoted = tck_json_text(node);

        record(qmp, "garbage", quoted);
}

static void file_reply(Qmp *qmp, JsonObject *message) {
        guint64 id = (guint64) tck_json_int(message, "id", 0);

        if (id && id == qmp->awaited && !qmp->reply) {
                qmp->reply = message;
                return;
        }
        qmp->stray_replies++;
        json_object_unref(message);
}

/* No event may be dropped, so too many are an error. */
static gboolean queue_event(Qmp *qmp, JsonObject *event, gsize length, GError **error) {
        if (g_queue_is_empty(&qmp->events))
                qmp->events_bytes = 0;
        g_queue_push_tail(&qmp->events, event);
        qmp->events_bytes += length + EVENT_BYTES;
        return qmp->events_bytes <= EVENTS_MAX_BYTES ||
               tck_error_set(error, TCK_ERROR_PROTOCOL, "the QMP server sent too many events");
}

/* The error quotes the beginning of the line. */
static gboolean refuse(const char *line, const char *what, GError **error) {
        gboolean text = g_utf8_validate(line, -1, NULL);
        gboolean cut = text && g_utf8_strlen(line, -1) > GARBAGE_QUOTED;
        g_autofree char *quote = cut ? g_utf8_substring(line, 0, GARBAGE_QUOTED) : g_strdup(text ? line : "(binary)");

        return tck_error_set(error, TCK_ERROR_PROTOCOL, "the QMP server sent something that is not a %s: %s%s", what,
                             quote, cut ? "…" : "");
}

static gboolean take_line(Qmp *qmp, const char *line, gsize length, GError **error) {
        g_autoptr(JsonNode) root = tck_json_parse(line, length, NESTING_MAX);
        g_autoptr(JsonObject) message = tck_json_node_object(root) ? json_node_dup_object(root) : NULL;

        if (!message) {
                record_garbage(qmp, line);
                return refuse(line, "JSON object", error);
        }
        record(qmp, "<", line);
        if (tck_json_string(message, "event"))
                return queue_event(qmp, g_steal_pointer(&message), length, error);
        if (json_object_has_member(message, "return") || json_object_has_member(message, "error"))
                file_reply(qmp, g_steal_pointer(&message));
        else if (json_object_has_member(message, "QMP") && !qmp->greeting)
                qmp->greeting = g_steal_pointer(&message);
        else
                return refuse(line, "greeting, reply or event", error);
        return TRUE;
}

static gboolean take_lines(Qmp *qmp, GError **error) {
        gsize begin = 0;
        gboolean good = TRUE;

        while (good && qmp->scanned < qmp->input->len) {
                guint8 *from = qmp->input->data + qmp->scanned;
                guint8 *lf = memchr(from, '\n', qmp->input->len - qmp->scanned);
                gsize end;

                if (!lf) {
                        qmp->scanned = qmp->input->len;
                        break;
                }
                end = (gsize) (lf - qmp->input->data);
                qmp->scanned = end + 1;
                if (end > begin && qmp->input->data[end - 1] == '\r')
                        end--;
                qmp->input->data[end] = '\0';
                if (end > begin)
                        good = take_line(qmp, (const char *) qmp->input->data + begin, end - begin, error);
                begin = qmp->scanned;
        }
        if (begin)
                g_byte_array_remove_range(qmp->input, 0, (guint) begin);
        qmp->scanned -= begin;
        return good && (qmp->input->len <= LINE_MAX_BYTES ||
                        tck_error_set(error, TCK_ERROR_PROTOCOL, "the QMP server sent a line without an end"));
}

/* Reads once. The number of bytes; 0 without an error if there are none. */
static gsize read_some(Qmp *qmp, GError **error) {
        guint8 buffer[16384];
        ssize_t n = recv(qmp->fd, buffer, sizeof buffer, MSG_DONTWAIT);

        if (n > 0)
                g_byte_array_append(qmp->input, buffer, (guint) n);
        else if (n == 0 || errno == ECONNRESET)
                tck_error_set(error, TCK_ERROR_CLOSED, "the QMP server closed the connection%s",
                              qmp->input->len ? " in the middle of a message" : "");
        else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
                tck_error_set(error, TCK_ERROR_CLOSED, "cannot read the QMP socket: %s", g_strerror(errno));
        return n > 0 ? (gsize) n : 0;
}

gboolean qmp_pump(Qmp *qmp, GError **error) {
        gsize taken = 0, n;

        while (!qmp->failure && taken < PUMP_MAX && (n = read_some(qmp, &qmp->failure))) {
                take_lines(qmp, &qmp->failure);
                taken += n;
        }
        if (qmp->failure && error)
                *error = g_error_copy(qmp->failure);
        return !qmp->failure;
}

JsonObject *qmp_peek_event(Qmp *qmp) {
        return g_queue_peek_head(&qmp->events);
}

JsonObject *qmp_next_event(Qmp *qmp) {
        return g_queue_pop_head(&qmp->events);
}

JsonObject *qmp_take_event(Qmp *qmp, const char *name) {
        for (GList *link = qmp->events.head; link; link = link->next) {
                JsonObject *event = link->data;

                if (g_str_equal(tck_json_string(event, "event"), name)) {
                        g_queue_delete_link(&qmp->events, link);
                        return event;
                }
        }
        return NULL;
}

gboolean qmp_await_event(Qmp *qmp, const char *name, JsonObject **ret_event, gint64 deadline, GError **error) {
        gboolean late = FALSE;

        while (!(*ret_event = qmp_take_event(qmp, name)))
                if (!tck_wait_again(deadline, &late, error) || !tck_wait_readable(&qmp->fd, 1, deadline, error) ||
                    !qmp_pump(qmp, error))
                        return FALSE;
        return TRUE;
}

/* ---- commands ---- */

/* Waits for the socket and reads; data is processed before an end of the connection is reported. */
static gboolean wait_and_pump(Qmp *qmp, TckPatience *patience, GError **error) {
        return tck_patience_wait(patience, &qmp->fd, 1, error) && qmp_pump(qmp, error);
}

static gboolean send_line(Qmp *qmp, const char *line, int fd, gint64 deadline, GError **error) {
        g_autofree char *terminated = g_strconcat(line, "\n", NULL);
        gsize length = strlen(terminated);

        record(qmp, ">", line);
        /* The descriptor is sent with the first byte of the command. */
        return fd < 0 ? tck_write_all(qmp->fd, terminated, length, deadline, error)
                      : tck_write_with_fd(qmp->fd, fd, terminated, length, deadline, error);
}

static char *compose(const char *command, JsonObject *arguments, guint64 id) {
        g_autoptr(JsonObject) message = json_object_new();

        json_object_set_string_member(message, "execute", command);
        if (arguments)
                json_object_set_object_member(message, "arguments", arguments);
        json_object_set_int_member(message, "id", (gint64) id);
        return tck_json_object_text(message);
}

/* The reply's value, or its error as a GError. */
static JsonNode *open_reply(const char *command, JsonObject *reply, GError **error) {
        JsonNode *value = json_object_get_member(reply, "return");
        JsonObject *refusal = tck_json_object(reply, "error");
        const char *text = tck_json_string(refusal, "desc");
        gboolean absent = g_strcmp0(tck_json_string(refusal, "class"), "DeviceNotFound") == 0;

        if (value)
                return json_node_copy(value);
        if (text)
                tck_error_set(error, absent ? TCK_ERROR_ABSENT : TCK_ERROR_REFUSED, "QEMU refused %s: %s", command,
                              text);
        else
                tck_error_set(error, TCK_ERROR_PROTOCOL, "QEMU answered %s with an error of an unknown form", command);
        return NULL;
}

static JsonNode *await_reply(Qmp *qmp, const char *command, TckPatience *patience, GError **error) {
        g_autoptr(JsonObject) reply = NULL;
        g_autoptr(GError) local = NULL;

        /* The reply may have arrived before the connection failed. */
        while (!(reply = g_steal_pointer(&qmp->reply)) && !local)
                wait_and_pump(qmp, patience, &local);
        if (reply)
                return open_reply(command, reply, error);
        g_propagate_prefixed_error(error, g_steal_pointer(&local), "waiting for the reply to %s: ", command);
        return NULL;
}

static JsonNode *execute(Qmp *qmp, const char *command, JsonObject *arguments, int fd, TckPatience *patience,
                         GError **error) {
        g_autofree char *line = compose(command, arguments, ++qmp->last_id);
        JsonNode *value = NULL;

        qmp->awaited = qmp->last_id;
        if (send_line(qmp, line, fd, patience->until, error))
                value = await_reply(qmp, command, patience, error);
        qmp->awaited = 0;
        return value;
}

JsonNode *qmp_execute(Qmp *qmp, const char *command, JsonObject *arguments, gint64 deadline, GError **error) {
        return qmp_execute_with_fd(qmp, command, arguments, -1, deadline, error);
}

JsonNode *qmp_execute_with_fd(Qmp *qmp, const char *command, JsonObject *arguments, int fd, gint64 deadline,
                              GError **error) {
        TckPatience patience = tck_patience(qmp->process, deadline);

        return execute(qmp, command, arguments, fd, &patience, error);
}

char *qmp_query_text(Qmp *qmp, const char *query, const char *member, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) answer = qmp_execute(qmp, query, NULL, deadline, error);
        const char *text = tck_json_string(tck_json_node_object(answer), member);

        if (answer && !text)
                tck_error_set(error, TCK_ERROR_PROTOCOL, "%s was not answered with %s as a text", query, member);
        return g_strdup(text);
}

char *qmp_monitor_text(Qmp *qmp, const char *line, gint64 deadline, GError **error) {
        JsonObject *arguments = qmp_strings("command-line", line, NULL);
        g_autoptr(JsonNode) answer = qmp_execute(qmp, "human-monitor-command", arguments, deadline, error);

        if (answer && json_node_get_value_type(answer) == G_TYPE_STRING)
                return json_node_dup_string(answer);
        if (answer)
                tck_error_set(error, TCK_ERROR_PROTOCOL, "human-monitor-command was not answered with a text");
        return NULL;
}

gboolean qmp_do(Qmp *qmp, const char *command, JsonObject *arguments, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) value = qmp_execute(qmp, command, arguments, deadline, error);

        return value != NULL;
}

gboolean qmp_send_fd(Qmp *qmp, int fd, const char *name, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) value =
                qmp_execute_with_fd(qmp, "getfd", qmp_strings("fdname", name, NULL), fd, deadline, error);

        return value != NULL;
}

JsonObject *qmp_strings(const char *name, ...) {
        JsonObject *object = json_object_new();
        va_list list;

        va_start(list, name);
        for (; name; name = va_arg(list, const char *))
                json_object_set_string_member(object, name, va_arg(list, const char *));
        va_end(list);
        return object;
}

/* ---- the greeting ---- */

static guint version_part(JsonObject *version, const char *name) {
        return (guint) CLAMP(tck_json_int(version, name, 0), 0, 99);
}

static gboolean read_greeting(Qmp *qmp, GError **error) {
        JsonObject *numbers =
                tck_json_object(tck_json_object(tck_json_object(qmp->greeting, "QMP"), "version"), "qemu");
        const guint major = version_part(numbers, "major"), minor = version_part(numbers, "minor"),
                    micro = version_part(numbers, "micro");

        qmp->version = major * 10000 + minor * 100 + micro;
        qmp->version_text = g_strdup_printf("%u.%u.%u", major, minor, micro);
        return numbers || tck_error_set(error, TCK_ERROR_PROTOCOL, "the QMP greeting has no version");
}

gboolean qmp_handshake(Qmp *qmp, gint64 deadline, GError **error) {
        TckPatience patience = tck_patience(qmp->process, deadline);
        g_autoptr(JsonNode) value = NULL;

        while (!qmp->greeting) {
                g_autoptr(GError) local = NULL;

                /* The greeting counts even if the connection has ended since; the next call reports that. */
                if (!wait_and_pump(qmp, &patience, &local) && !qmp->greeting) {
                        g_propagate_prefixed_error(error, g_steal_pointer(&local), "waiting for the QMP greeting: ");
                        return FALSE;
                }
        }
        value = read_greeting(qmp, error) ? execute(qmp, "qmp_capabilities", NULL, -1, &patience, error) : NULL;
        return value != NULL;
}
