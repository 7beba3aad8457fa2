/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The QMP client against scripted servers: each is a function that runs in its own thread. Neither a server nor a test
 * sleeps to wait for the other side.
 */
#include "qmp.h"

#include <stdarg.h>

#include "common.h"
#include "json.h"

#define GREETING                                                                                                    \
        "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"Debian\"}," \
        " \"capabilities\": [\"oob\"]}}\r\n"
#define EVENT(name) "{\"event\": \"" name "\", \"timestamp\": {\"seconds\": 1, \"microseconds\": 2}}\r\n"
#define EVENT_DATA(name, data) "{\"event\": \"" name "\", \"data\": " data "}\r\n"

/* ---- the server ---- */

typedef struct Server Server;

struct Server {
        void (*script)(Server *);
        int fd; /* -1 once the script has closed it */
        GThread *thread;
        gint64 id;       /* of the last command received */
        int passed;      /* the descriptor that came with it, or -1 */
        gsize next, end; /* input that has not been read yet */
        char input[4096];
};

static void server_close(Server *server) {
        close(server->fd);
        server->fd = -1;
}

static gpointer server_run(gpointer data) {
        Server *server = data;

        server->script(server);
        if (server->fd >= 0)
                server_close(server);
        return NULL;
}

/* FALSE once the client has disconnected. */
static gboolean server_send(Server *server, const char *bytes, gsize length) {
        return tck_write_all(server->fd, bytes, length, tck_deadline(PATIENCE), NULL);
}

static void server_say(Server *server, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void server_say(Server *server, const char *format, ...) {
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        g_assert_true(server_send(server, text, strlen(text)));
}

/* Reads what the client sent, with its descriptor, if any. */
static void server_receive(Server *server) {
        char control[CMSG_SPACE(sizeof(int))];
        struct iovec vector = {server->input, sizeof server->input};
        struct msghdr message = {
                .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        gssize n = recvmsg(server->fd, &message, MSG_CMSG_CLOEXEC);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);

        g_assert_cmpint(n, >, 0);
        server->next = 0;
        server->end = (gsize) n;
        if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
                memcpy(&server->passed, CMSG_DATA(header), sizeof server->passed);
}

static char server_read(Server *server) {
        if (server->next == server->end)
                server_receive(server);
        return server->input[server->next++];
}

/* Awaits a command, asserts that it is this one, stores its id and returns it. Free with json_object_unref(). */
static JsonObject *server_hear(Server *server, const char *command) {
        g_autoptr(GString) line = g_string_new(NULL);
        g_autoptr(JsonNode) root = NULL;
        JsonObject *object;
        char c;

        while ((c = server_read(server)) != '\n')
                g_string_append_c(line, c);
        root = json_from_string(line->str, NULL);
        g_assert_nonnull(root);
        object = json_node_dup_object(root);
        g_assert_cmpstr(tck_json_string(object, "execute"), ==, command);
        server->id = tck_json_int(object, "id", 0);
        g_assert_cmpint(server->id, >, 0);
        return object;
}

static void server_expect(Server *server, const char *command) {
        json_object_unref(server_hear(server, command));
}

static void server_reply(Server *server, const char *value) {
        server_say(server, "{\"return\": %s, \"id\": %" G_GINT64_FORMAT "}\r\n", value, server->id);
}

/* The beginning of every server. */
static void server_greet(Server *server) {
        server_say(server, GREETING);
        server_expect(server, "qmp_capabilities");
        server_reply(server, "{}");
}

/* ---- the client ---- */

/*
 * Starts a server, and a client that is connected to it. With a packet socket, each write of the server is a separate
 * read.
 */
static Qmp *connect_to(Server *server, void (*script)(Server *), int type, TckJournal *journal) {
        int ours;

        *server = (Server){.script = script, .passed = -1};
        make_sockets(type, &ours, &server->fd);
        server->thread = g_thread_new("server", server_run, server);
        return qmp_new(ours, journal);
}

static void finish(Server *server, Qmp *qmp) {
        qmp_free(qmp);
        g_thread_join(server->thread);
}

static void shake_hands(Qmp *qmp) {
        GError *error = NULL;
        gboolean good = qmp_handshake(qmp, tck_deadline(PATIENCE), &error);

        g_assert_no_error(error);
        g_assert_true(good);
}

static Qmp *attach(Server *server, void (*script)(Server *)) {
        Qmp *qmp = connect_to(server, script, SOCK_STREAM, NULL);

        shake_hands(qmp);
        return qmp;
}

/* Asserts that a command gets this answer. */
static void assert_execute(Qmp *qmp, const char *command, const char *expected) {
        GError *error = NULL;
        g_autoptr(JsonNode) value = qmp_execute(qmp, command, NULL, tck_deadline(PATIENCE), &error);
        g_autofree char *text = NULL;

        g_assert_no_error(error);
        g_assert_nonnull(value);
        text = tck_json_text(value);
        g_assert_cmpstr(text, ==, expected);
}

static void assert_execute_fails(Qmp *qmp, const char *command, TckError code, const char *reason) {
        GError *error = NULL;

        g_assert_null(qmp_execute(qmp, command, NULL, tck_deadline(PATIENCE), &error));
        assert_failed(error, code, reason);
}

/* Asserts the events in the queue, as "STOP SHUTDOWN", and removes them. */
static void assert_events(Qmp *qmp, const char *expected) {
        g_autoptr(GString) seen = g_string_new(NULL);
        JsonObject *event;

        while ((event = qmp_peek_event(qmp))) {
                g_string_append_printf(seen, "%s%s", seen->len ? " " : "", tck_json_string(event, "event"));
                g_assert_true(qmp_next_event(qmp) == event);
                json_object_unref(event);
        }
        g_assert_null(qmp_next_event(qmp));
        g_assert_cmpstr(seen->str, ==, expected);
}

/* Reads until the server has closed the connection. */
static void pump_to_end(Qmp *qmp, TckError code, const char *reason) {
        int fd = qmp->fd;
        GError *error = NULL;

        do
                g_assert_true(tck_wait_readable(&fd, 1, tck_deadline(PATIENCE), NULL));
        while (qmp_pump(qmp, &error));
        assert_failed(error, code, reason);
}

/* ---- regular exchanges ---- */

static void serve_plain(Server *server) {
        server_greet(server);
        server_expect(server, "query-status");
        server_reply(server, "{\"status\": \"running\"}");
        server_expect(server, "query-version");
        server_reply(server, "[1, null]");
        server_expect(server, "query-nothing");
        server_reply(server, "null");
}

static void talk_plainly(int type) {
        Server server;
        Qmp *qmp = connect_to(&server, serve_plain, type, NULL);

        shake_hands(qmp);
        g_assert_cmpuint(qmp->version, ==, 70222);
        g_assert_cmpstr(qmp->version_text, ==, "7.2.22");
        assert_execute(qmp, "query-status", "{\"status\":\"running\"}");
        assert_execute(qmp, "query-version", "[1,null]");
        assert_execute(qmp, "query-nothing", "null");
        g_assert_cmpuint(qmp->stray_replies, ==, 0);
        assert_events(qmp, "");
        pump_to_end(qmp, TCK_ERROR_CLOSED, "closed the connection");
        finish(&server, qmp);
}

static void test_plain(void) {
        talk_plainly(SOCK_STREAM);
        talk_plainly(SOCK_SEQPACKET);
}

static void serve_arguments(Server *server) {
        g_autoptr(JsonObject) command = NULL;
        g_autofree char *text = NULL;

        server_greet(server);
        command = server_hear(server, "migrate");
        text = tck_json_object_text(tck_json_object(command, "arguments"));
        g_assert_cmpstr(text, ==, "{\"uri\":\"fd:x\",\"odd\":\"\\\"\\n\"}");
        g_assert_cmpuint(json_object_get_size(command), ==, 3);
        server_reply(server, "{}");
        json_object_unref(command);
        command = server_hear(server, "cont");
        g_assert_cmpuint(json_object_get_size(command), ==, 2);
        server_reply(server, "{}");
}

static void test_arguments(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_arguments);
        GError *error = NULL;

        g_assert_true(qmp_do(qmp, "migrate", qmp_strings("uri", "fd:x", "odd", "\"\n", NULL), tck_deadline(PATIENCE),
                             &error));
        g_assert_true(qmp_do(qmp, "cont", NULL, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        finish(&server, qmp);
}

/* Each byte is sent as a packet of its own, which no read joins to the next. */
static void say_split(Server *server, const char *text) {
        for (; *text; text++)
                g_assert_true(server_send(server, text, 1));
}

static void serve_split(Server *server) {
        say_split(server, GREETING);
        server_expect(server, "qmp_capabilities");
        say_split(server, "{\"return\": {}, \"id\": 1}\r\n");
        server_expect(server, "query-status");
        say_split(server, EVENT("STOP") "\r\n" EVENT("RESUME") "{\"return\": \"\\u00e9\xc3\xa9\", \"id\": 2}\n");
}

static void test_split(void) {
        JsonObject *event;
        Server server;
        Qmp *qmp = connect_to(&server, serve_split, SOCK_SEQPACKET, NULL);

        shake_hands(qmp);
        assert_execute(qmp, "query-status", "\"\xc3\xa9\xc3\xa9\"");
        g_assert_null(qmp_take_event(qmp, "GUEST_PANICKED"));
        event = qmp_take_event(qmp, "RESUME");
        g_assert_cmpstr(tck_json_string(event, "event"), ==, "RESUME");
        json_object_unref(event);
        assert_events(qmp, "STOP");
        finish(&server, qmp);
}

static void serve_at_once(Server *server) {
        server_say(server, GREETING EVENT("EARLY"));
        server_expect(server, "qmp_capabilities");
        server_say(server, EVENT("A") "{\"return\": {}, \"id\": 1}\r\n" EVENT("B"));
        server_expect(server, "cont");
        server_say(server, EVENT("C") "\r\n\n" EVENT("D") "{\"return\": 5, \"id\": 2}\n" EVENT("E") EVENT("F"));
}

/* Several messages in one write, and events before and after a reply: none is lost, and the order is kept. */
static void test_at_once(void) {
        Server server;
        Qmp *qmp = connect_to(&server, serve_at_once, SOCK_SEQPACKET, NULL);

        shake_hands(qmp);
        assert_execute(qmp, "cont", "5");
        assert_events(qmp, "EARLY A B C D E F");
        finish(&server, qmp);
}

static void serve_events(Server *server) {
        server_greet(server);
        server_expect(server, "query-status");
        server_say(server, EVENT_DATA("GUEST_PANICKED", "{\"action\": \"pause\"}"));
        server_say(server, EVENT("STOP"));
        server_reply(server, "1");
        server_say(server, EVENT("RESUME"));
        server_expect(server, "query-status");
        server_reply(server, "2");
}

static void test_events(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_events);
        g_autoptr(JsonObject) event = NULL;

        assert_execute(qmp, "query-status", "1");
        assert_execute(qmp, "query-status", "2");
        g_assert_true(qmp_peek_event(qmp) == qmp_peek_event(qmp));
        event = qmp_next_event(qmp);
        g_assert_cmpstr(tck_json_string(event, "event"), ==, "GUEST_PANICKED");
        g_assert_cmpstr(tck_json_string(tck_json_object(event, "data"), "action"), ==, "pause");
        assert_events(qmp, "STOP RESUME");
        finish(&server, qmp);
}

enum { MANY = 5000 };

static void serve_many_events(Server *server) {
        server_greet(server);
        for (guint i = 0; i < MANY; i++)
                server_say(server, "{\"event\": \"E\", \"data\": %u}\r\n", i);
}

static void test_many_events(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_many_events);

        pump_to_end(qmp, TCK_ERROR_CLOSED, "");
        for (guint i = 0; i < MANY; i++) {
                g_autoptr(JsonObject) event = qmp_next_event(qmp);

                g_assert_cmpint(tck_json_int(event, "data", -1), ==, i);
        }
        assert_events(qmp, "");
        finish(&server, qmp);
}

/* ---- errors that the server reports ---- */

static void serve_refusal(Server *server) {
        server_greet(server);
        server_expect(server, "migrate");
        server_say(server, "{\"id\": 2, \"error\": {\"class\": \"GenericError\", \"desc\": \"No such thing\"}}\r\n");
        server_expect(server, "cont");
        server_reply(server, "{}");
}

static void test_refusal(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_refusal);

        assert_execute_fails(qmp, "migrate", TCK_ERROR_REFUSED, "QEMU refused migrate: No such thing");
        /* The connection stays usable. */
        assert_execute(qmp, "cont", "{}");
        finish(&server, qmp);
}

static void serve_refused_hands(Server *server) {
        server_say(server, GREETING);
        server_expect(server, "qmp_capabilities");
        server_say(server, "{\"id\": 1, \"error\": {\"class\": \"CommandNotFound\", \"desc\": \"not here\"}}\r\n");
}

static void test_refused_handshake(void) {
        Server server;
        Qmp *qmp = connect_to(&server, serve_refused_hands, SOCK_STREAM, NULL);
        GError *error = NULL;

        g_assert_false(qmp_handshake(qmp, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_REFUSED, "not here");
        finish(&server, qmp);
}

static const char *const odd_errors[] = {
        "{}", "{\"class\": \"GenericError\"}", "{\"desc\": 5}", "\"desc\"", "null", "[\"desc\"]", "{\"desc\": null}"};

static void serve_odd_errors(Server *server) {
        server_greet(server);
        for (gsize i = 0; i < G_N_ELEMENTS(odd_errors); i++) {
                server_expect(server, "cont");
                server_say(server, "{\"error\": %s, \"id\": %" G_GINT64_FORMAT "}\r\n", odd_errors[i], server->id);
        }
}

static void test_odd_errors(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_odd_errors);

        for (gsize i = 0; i < G_N_ELEMENTS(odd_errors); i++)
                assert_execute_fails(qmp, "cont", TCK_ERROR_PROTOCOL, "an unknown form");
        finish(&server, qmp);
}

/* ---- unexpected replies ---- */

static void serve_strays(Server *server) {
        server_say(server, "{\"return\": 0, \"id\": 1}\r\n" GREETING);
        server_expect(server, "qmp_capabilities");
        server_say(server, "{\"return\": {}, \"id\": 1}\r\n{\"return\": {}, \"id\": 1}\r\n");
        server_expect(server, "cont");
        /* With wrong ids, without an id, with ids that are not numbers, and with the right one repeated. */
        server_say(server, "{\"return\": 0, \"id\": 1}\r\n{\"return\": 0, \"id\": 3}\r\n{\"return\": 0}\r\n");
        server_say(server, "{\"return\": 0, \"id\": \"2\"}\r\n{\"return\": 0, \"id\": 2.0}\r\n{\"error\": {}}\r\n");
        server_say(server, "{\"return\": 0, \"id\": null}\r\n{\"return\": 0, \"id\": [2]}\r\n"
                           "{\"return\": 0, \"id\": 0}\r\n{\"return\": 0, \"id\": -2}\r\n");
        server_say(server, "{\"return\": \"right\", \"id\": 2}\r\n{\"return\": \"wrong\", \"id\": 2}\r\n");
        server_expect(server, "stop");
        server_reply(server, "\"last\"");
}

static void test_strays(void) {
        Server server;
        Qmp *qmp = connect_to(&server, serve_strays, SOCK_STREAM, NULL);

        shake_hands(qmp);
        assert_execute(qmp, "cont", "\"right\"");
        assert_execute(qmp, "stop", "\"last\"");
        g_assert_cmpuint(qmp->stray_replies, ==, 1 + 1 + 10 + 1);
        finish(&server, qmp);
}

static void serve_late(Server *server) {
        server_greet(server);
        server_expect(server, "slow");
        server_read(server); /* the sign that the client has given up */
        server_say(server, "{\"return\": \"late\", \"id\": 2}\r\n");
        server_expect(server, "query-status");
        server_say(server, "{\"return\": \"later\", \"id\": 2}\r\n{\"return\": \"in time\", \"id\": 3}\r\n");
}

static void test_timeout(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_late);
        gint64 deadline = tck_deadline(0.05);
        int fd = qmp->fd;
        GError *error = NULL;

        g_assert_null(qmp_execute(qmp, "slow", NULL, deadline, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "slow");
        g_assert_cmpint(g_get_monotonic_time(), >=, deadline);

        g_assert_cmpint(send(fd, "\n", 1, 0), ==, 1);
        g_assert_true(tck_wait_readable(&fd, 1, tck_deadline(PATIENCE), &error));
        g_assert_true(qmp_pump(qmp, &error));
        g_assert_cmpuint(qmp->stray_replies, ==, 1);
        assert_execute(qmp, "query-status", "\"in time\"");
        g_assert_cmpuint(qmp->stray_replies, ==, 2);
        finish(&server, qmp);
}

/* One pump reads everything that is there, because there may be no second one. */
static void test_pump_takes_all(void) {
        static const char *const events[] = {EVENT("A"), EVENT("B"), EVENT("C")};
        GError *error = NULL;
        int ours, theirs;
        Qmp *qmp;

        make_sockets(SOCK_SEQPACKET, &ours, &theirs);
        qmp = qmp_new(ours, NULL);
        for (gsize i = 0; i < G_N_ELEMENTS(events); i++)
                g_assert_true(tck_write_all(theirs, events[i], strlen(events[i]), 0, NULL));
        g_assert_true(qmp_pump(qmp, &error));
        g_assert_no_error(error);
        assert_events(qmp, "A B C");
        qmp_free(qmp);
        close(theirs);
}

/* ---- servers that stay silent or close the connection ---- */

static void test_silence(void) {
        int ours, theirs;
        GError *error = NULL;
        Qmp *qmp;

        make_sockets(SOCK_STREAM, &ours, &theirs);
        qmp = qmp_new(ours, NULL);
        g_assert_true(qmp_pump(qmp, &error));
        g_assert_no_error(error);
        g_assert_false(qmp_handshake(qmp, tck_deadline(0.05), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "greeting");
        g_assert_null(qmp->version_text);
        qmp_free(qmp);
        qmp_free(NULL);
        close(theirs);
}

static void serve_nothing(G_GNUC_UNUSED Server *server) {
}

static void test_gone_at_once(void) {
        Server server;
        Qmp *qmp = connect_to(&server, serve_nothing, SOCK_STREAM, NULL);
        GError *error = NULL;

        g_assert_false(qmp_handshake(qmp, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_CLOSED, "greeting");
        g_assert_false(qmp_pump(qmp, &error));
        assert_failed(error, TCK_ERROR_CLOSED, "");
        finish(&server, qmp);
}

static void serve_half_message(Server *server) {
        server_greet(server);
        server_expect(server, "query-status");
        server_say(server, EVENT("STOP") "{\"return\": {}, \"id\": 2}");
}

static void test_gone_in_the_middle(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_half_message);

        assert_execute_fails(qmp, "query-status", TCK_ERROR_CLOSED, "in the middle of a message");
        assert_events(qmp, "STOP");
        finish(&server, qmp);
}

/*
 * Answers while the client still writes, so that the reply and the end of the connection are there at its first read.
 */
static void serve_and_go(Server *server) {
        server_greet(server);
        server_read(server);
        server_say(server, EVENT("SHUTDOWN") "{\"return\": {}, \"id\": 2}\r\n" EVENT("STOP"));
        shutdown(server->fd, SHUT_WR);
        while (server_read(server) != '\n')
                ;
}

/* A reply before the end counts. */
static void test_gone_after_the_reply(void) {
        g_autofree char *much = g_strnfill(1 << 20, 'x'); /* more than a socket buffers */
        Server server;
        Qmp *qmp = attach(&server, serve_and_go);
        GError *error = NULL;

        g_assert_true(qmp_do(qmp, "quit", qmp_strings("much", much, NULL), tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        assert_events(qmp, "SHUTDOWN STOP");
        assert_execute_fails(qmp, "cont", TCK_ERROR_CLOSED, "");
        finish(&server, qmp);
}

/* ---- servers that break the protocol ---- */

/* A server that sends server_text instead of an answer. */
static const char *server_text;

static void serve_text(Server *server) {
        server_greet(server);
        server_say(server, EVENT("BEFORE"));
        server_send(server, server_text, strlen(server_text));
        server_send(server, "\r\n", 2);
        server_send(server, EVENT("AFTER"), strlen(EVENT("AFTER")));
}

/* Asserts that a line is refused, and that messages before it are kept. */
static void assert_refused(const char *line, const char *reason) {
        g_autofree char *beginning = g_strndup(line, 40);
        g_autofree char *shown = g_strescape(beginning, NULL);
        Server server;
        Qmp *qmp;

        g_test_message("%s", shown);
        server_text = line;
        qmp = attach(&server, serve_text);
        pump_to_end(qmp, TCK_ERROR_PROTOCOL, reason);
        assert_events(qmp, "BEFORE");
        finish(&server, qmp);
}

static void test_garbage(void) {
        static const char *const lines[] = {
                "garbage",
                " ",
                "\t",
                "{",
                "}",
                "{}}",
                "[]",
                "null",
                "1",
                "\"event\"",
                "[{\"event\": \"STOP\"}]",
                "{\"event\": \"STOP\"",
                "{\"event\": \"STOP}",
                "{\"event\": \"STOP\"},",
                "{\"event\": \"STOP\"} garbage",
                "{\"event\" \"STOP\"}",
                "{event: \"STOP\"}",
                "\xff\xfe\x01",
                "{\"event\": \"\xff\"}",
                "{\"event\": \"\xc3\"}",
                "\xc0\xae",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
                assert_refused(lines[i], "not a JSON object");
}

/* Not JSON, although a lenient parser may accept it. Two values in a line are the worst case: one would be lost. */
static void test_dialects(void) {
        static const char *const lines[] = {
                "{\"event\": \"STOP\"} {\"event\": \"RESUME\"}",
                "{\"event\": \"STOP\"}{\"event\": \"RESUME\"}",
                "var x = {\"event\": \"STOP\"};",
                "{'event': 'STOP'}",
                "{\"event\": 'STOP'}",
                "{/* \" */\"event\": \"STOP\"}",
                "{\"event\": \"STOP\", \"data\": 0x10}",
                "{\"event\": \"STOP\", \"data\": $10}",
                "{\"event\": \"STOP\", \"data\": 0b1}",
                "{\"event\": \"a\tb\"}",
                "{\"event\": \"a\001b\"}",
                "{\"event\": \"\\x41\"}",
                "{\"event\": \"\\'\"}",
                "\xef\xbb\xbf{\"event\": \"STOP\"}",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
                assert_refused(lines[i], "not a JSON object");
}

static void serve_nul(Server *server) {
        static const char message[] = "{\"event\": \"STOP\"}\0{\"event\": \"RESUME\"}\r\n";

        server_greet(server);
        server_send(server, message, sizeof message - 1);
}

static void test_nul(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_nul);

        pump_to_end(qmp, TCK_ERROR_PROTOCOL, "not a JSON object");
        assert_events(qmp, "");
        finish(&server, qmp);
}

/* JSON objects that are not messages. */
static void test_wrong_types(void) {
        static const char *const lines[] = {
                "{}",
                "{\"event\": 1}",
                "{\"event\": null}",
                "{\"event\": {}}",
                "{\"event\": [\"STOP\"]}",
                "{\"Return\": {}}",
                "{\"id\": 1}",
                "{\"data\": {}}",
                "{\"QMP\": {}}", /* a second greeting */
        };

        for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
                assert_refused(lines[i], "not a greeting, reply or event");
}

static void serve_greeting_text(Server *server) {
        server_say(server, "%s\r\n", server_text);
        assert_eof(server->fd);
}

static void test_bad_greetings(void) {
        static const char *const greetings[] = {
                "{\"QMP\": {}}",
                "{\"QMP\": null}",
                "{\"QMP\": []}",
                "{\"QMP\": {\"version\": \"7.2.22\"}}",
                "{\"QMP\": {\"version\": {\"major\": 7}}}",
                "{\"QMP\": {\"version\": {\"qemu\": 7}}}",
                "{\"QMP\": {\"version\": {\"qemu\": [7, 2, 22]}}}",
                "Welcome to QEMU",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(greetings); i++) {
                Server server;
                GError *error = NULL;
                Qmp *qmp;

                server_text = greetings[i];
                qmp = connect_to(&server, serve_greeting_text, SOCK_STREAM, NULL);
                g_assert_false(qmp_handshake(qmp, tck_deadline(PATIENCE), &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, "");
                finish(&server, qmp);
        }
}

static void serve_strange_version(Server *server) {
        server_say(server, "{\"QMP\": {\"version\": {\"qemu\": {\"major\": -1, \"minor\": 9223372036854775807, "
                           "\"micro\": \"5\"}}}}\r\n");
        server_expect(server, "qmp_capabilities");
        server_reply(server, "{}");
}

static void test_strange_version(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_strange_version);

        g_assert_cmpuint(qmp->version, ==, 9900);
        g_assert_cmpstr(qmp->version_text, ==, "0.99.0");
        finish(&server, qmp);
}

/* ---- excessive input ---- */

enum { MIB = 1 << 20 };

/* An event that nests this deep, with a prefix before its brackets. Free with g_free(). */
static char *nested(const char *prefix, gsize depth, char open, char shut) {
        g_autofree char *opened = g_strnfill(depth, open);
        g_autofree char *closed = g_strnfill(depth, shut);

        return g_strdup_printf("{\"event\": \"DEEP\", %s\"data\": %s%s}", prefix, opened, closed);
}

/*
 * A recursive parser would overflow its stack. Some prefixes look like the beginning of a string, but are not in JSON,
 * to hide the brackets from a counter.
 */
static void test_nesting(void) {
        static const char *const prefixes[] = {"", "\"a\": \"\\\"\", ", "\"a\": \"]]\\\\\", ", "/*\"*/", "'\"': 1, "};
        g_autofree char *open = g_strnfill(MIB, '[');
        g_autofree char *pairs = g_strnfill(MIB, '{');

        for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
                g_autofree char *text = nested(prefixes[i], MIB, '[', ']');

                assert_refused(text, "not a JSON object");
        }
        assert_refused(open, "not a JSON object");
        assert_refused(pairs, "not a JSON object");
}

static void serve_nested(Server *server) {
        g_autofree char *deep = nested("\"a\": \"{{{[[[\\\"{{{\", ", 40, '[', ']');
        g_autofree char *many = g_strnfill(1000, '[');
        g_autoptr(GString) flat = g_string_new("{\"event\": \"FLAT\", \"data\": [[]");

        for (guint i = 0; i < 1000; i++)
                g_string_append(flat, ",[{}]");
        server_greet(server);
        server_say(server, "%s\r\n%s]}\r\n{\"event\": \"TEXT\", \"data\": \"%s\"}\r\n", deep, flat->str, many);
}

/* Allowed: moderate depth, many values side by side, brackets in strings. */
static void test_sane_nesting(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_nested);

        pump_to_end(qmp, TCK_ERROR_CLOSED, "");
        assert_events(qmp, "DEEP FLAT TEXT");
        finish(&server, qmp);
}

static void serve_large_reply(Server *server) {
        g_autofree char *text = g_strnfill(MIB, 'x');

        server_greet(server);
        server_expect(server, "query-qmp-schema");
        server_say(server, "{\"event\": \"LARGE\", \"data\": \"%s\"}\r\n{\"return\": \"%s\", \"id\": 2}\r\n", text,
                   text);
}

static void test_large_reply(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_large_reply);
        g_autoptr(JsonNode) value = qmp_execute(qmp, "query-qmp-schema", NULL, tck_deadline(PATIENCE), NULL);

        g_assert_nonnull(value);
        g_assert_cmpuint(strlen(json_node_get_string(value)), ==, MIB);
        assert_events(qmp, "LARGE");
        finish(&server, qmp);
}

static void test_large_garbage(void) {
        g_autofree char *text = g_strnfill(MIB, 'x');
        g_autofree char *binary = g_strnfill(MIB, '\xff');

        assert_refused(text, "xxx…");
        assert_refused(binary, "(binary)");
}

/* The message quotes a line, and does not cut it within a character. */
static void test_quoted_garbage(void) {
        GString *text = g_string_new("x");

        for (guint i = 0; i < 100; i++)
                g_string_append(text, "\xc3\xa9\xe2\x82\xac");
        assert_refused(text->str, "…");
        g_string_prepend(text, "{\"\": \"");
        g_string_append(text, "\"}");
        assert_refused(text->str, "…");
        g_string_free(text, TRUE);
}

static void serve_endless_line(Server *server) {
        g_autofree char *chunk = g_strnfill(MIB, 'x');
        guint sent = 0;

        server_greet(server);
        while (sent < 256 && server_send(server, chunk, MIB))
                sent++;
        g_assert_cmpuint(sent, <, 256);
}

static void test_endless_line(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_endless_line);

        pump_to_end(qmp, TCK_ERROR_PROTOCOL, "without an end");
        finish(&server, qmp);
}

static void serve_for_ever(Server *server) {
        g_autoptr(GString) flood = g_string_new(NULL);

        for (guint i = 0; i < 1000; i++)
                g_string_append(flood, EVENT("RTC_CHANGE"));
        while (server_send(server, flood->str, flood->len))
                ;
}

static void serve_greeting_and_for_ever(Server *server) {
        server_greet(server);
        serve_for_ever(server);
}

/* A server that never stops sending does not extend the deadline, neither before nor after its greeting. */
static void test_flood(void) {
        Server server;
        Qmp *qmp = connect_to(&server, serve_for_ever, SOCK_STREAM, NULL);
        GError *error = NULL;

        g_assert_false(qmp_handshake(qmp, tck_deadline(0.05), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "before the deadline");
        finish(&server, qmp);

        qmp = attach(&server, serve_greeting_and_for_ever);
        g_assert_null(qmp_execute(qmp, "query-status", NULL, tck_deadline(0.05), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "before the deadline");
        finish(&server, qmp);
}

static guint take_all_events(Qmp *qmp) {
        JsonObject *event;
        guint count = 0;

        for (; (event = qmp_next_event(qmp)); count++)
                json_object_unref(event);
        return count;
}

/*
 * Events are not dropped, and they do not fill the memory: too many end the connection. There is no limit for a client
 * that takes them.
 */
static void test_too_many_events(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_greeting_and_for_ever);
        guint taken = 0;

        while (taken < 150000) {
                int fd = qmp->fd;

                g_assert_true(tck_wait_readable(&fd, 1, tck_deadline(PATIENCE), NULL));
                g_assert_true(qmp_pump(qmp, NULL));
                taken += take_all_events(qmp);
        }
        pump_to_end(qmp, TCK_ERROR_PROTOCOL, "too many events");
        g_assert_cmpuint(take_all_events(qmp), >, 50000);
        finish(&server, qmp);
}

/* ---- descriptors ---- */

static void serve_descriptor(Server *server) {
        g_autoptr(JsonObject) command = NULL;

        server_greet(server);
        g_assert_cmpint(server->passed, ==, -1);
        command = server_hear(server, "getfd");
        g_assert_cmpstr(tck_json_string(tck_json_object(command, "arguments"), "fdname"), ==, "snapshot");
        g_assert_cmpint(server->passed, >=, 0);
        g_assert_cmpint(write(server->passed, "through", 7), ==, 7);
        close(server->passed);
        server_reply(server, "{}");
        server_expect(server, "getfd");
        close(server->passed);
        server_say(server, "{\"error\": {\"desc\": \"no room\"}, \"id\": 3}\r\n");
}

static void test_descriptor(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_descriptor);
        char seen[8] = "";
        GError *error = NULL;
        int ends[2];

        make_pipe(ends);
        g_assert_true(qmp_send_fd(qmp, ends[1], "snapshot", tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        g_assert_false(qmp_send_fd(qmp, ends[1], "snapshot", tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_REFUSED, "no room");
        /* The caller still owns the descriptor. */
        g_assert_no_errno(close(ends[1]));
        g_assert_cmpint(read(ends[0], seen, sizeof seen), ==, 7);
        g_assert_cmpstr(seen, ==, "through");
        assert_eof(ends[0]);
        close(ends[0]);
        finish(&server, qmp);
}

/* Fills a socket whose peer does not read. */
static void fill(int fd) {
        static const char bytes[4096];

        while (send(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
                ;
        g_assert_cmpint(errno, ==, EAGAIN);
}

/* A server that does not read delays no command beyond the deadline. */
static void test_descriptor_to_the_deaf(void) {
        int ours, theirs;
        GError *error = NULL;
        Qmp *qmp;

        make_sockets(SOCK_STREAM, &ours, &theirs);
        fill(ours);
        qmp = qmp_new(ours, NULL);
        g_assert_false(qmp_send_fd(qmp, 0, "snapshot", tck_deadline(0.05), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "");
        qmp_free(qmp);
        close(theirs);
}

static int interruptions;

static void interrupt(G_GNUC_UNUSED int number) {
        interruptions++;
}

/* Sends signals as often as possible, from before the command until the server reads. */
static gpointer disturb_and_read(gpointer data) {
        int theirs = GPOINTER_TO_INT(data);
        static const char reply[] = "{\"return\": {}, \"id\": 1}\n";
        g_autoptr(GString) heard = g_string_new(NULL);
        char bytes[4096];

        for (guint i = 0; i < 200; i++) {
                kill(getpid(), SIGUSR1);
                g_thread_yield();
        }
        while (!strchr(heard->str, '\n')) {
                gssize n = recv(theirs, bytes, sizeof bytes, 0);

                g_assert_cmpint(n, >, 0);
                for (gssize i = 0; i < n; i++)
                        if (bytes[i])
                                g_string_append_c(heard, bytes[i]);
        }
        g_assert_nonnull(strstr(heard->str, "getfd"));
        g_assert_true(tck_write_all(theirs, reply, strlen(reply), tck_deadline(PATIENCE), NULL));
        return NULL;
}

static void test_descriptor_and_signals(void) {
        struct sigaction before, action = {.sa_handler = interrupt}; /* without SA_RESTART */
        int ours, theirs;
        GError *error = NULL;
        GThread *server;
        Qmp *qmp;

        sigaction(SIGUSR1, &action, &before);
        make_sockets(SOCK_STREAM, &ours, &theirs);
        fill(ours);
        qmp = qmp_new(ours, NULL);
        server = g_thread_new("server", disturb_and_read, GINT_TO_POINTER(theirs));
        g_assert_true(qmp_send_fd(qmp, 0, "snapshot", tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        g_thread_join(server);
        g_assert_cmpint(interruptions, >, 0);
        qmp_free(qmp);
        close(theirs);
        sigaction(SIGUSR1, &before, NULL);
}

static void test_descriptor_to_nobody(void) {
        Server server;
        Qmp *qmp = connect_to(&server, serve_nothing, SOCK_STREAM, NULL);
        GError *error = NULL;

        pump_to_end(qmp, TCK_ERROR_CLOSED, "");
        g_assert_false(qmp_send_fd(qmp, 0, "snapshot", tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_CLOSED, g_strerror(EPIPE));
        finish(&server, qmp);
}

/* ---- the journal ---- */

/* One line of a journal: {"t": seconds, direction: message}, and nothing else. Free with json_object_unref(). */
static JsonObject *parse_journal_line(const char *line, const char *direction) {
        g_autoptr(JsonParser) parser = json_parser_new();
        GError *error = NULL;
        JsonObject *object;

        g_assert_true(g_utf8_validate(line, -1, NULL));
        json_parser_load_from_data(parser, line, -1, &error);
        g_assert_no_error(error);
        object = json_node_dup_object(json_parser_get_root(parser));
        g_assert_cmpuint(json_object_get_size(object), ==, 2);
        g_assert_true(json_object_has_member(object, "t"));
        g_assert_true(json_object_has_member(object, direction));
        return object;
}

static void serve_for_journal(Server *server) {
        server_say(server, GREETING);
        server_expect(server, "qmp_capabilities");
        server_say(server, EVENT("STOP") "{\"return\": {}, \"id\": 1}\r\n{\"return\": \"stray\"}\r\n");
        server_say(server, "%s\r\n", server_text);
}

/* Has a server send a line that is refused, and returns the journal's entry for it, which follows five lines. */
static JsonObject *journal_of(const char *garbage, const char *direction) {
        static const char *const before[] = {"<", ">", "<", "<", "<"};
        char *path = make_scratch("qmp.jsonl");
        TckJournal *journal = tck_journal_create("/", path, NULL);
        JsonObject *last;
        Server server;
        Qmp *qmp;
        g_auto(GStrv) lines = NULL;

        g_assert_nonnull(journal);
        server_text = garbage;
        qmp = connect_to(&server, serve_for_journal, SOCK_STREAM, journal);
        shake_hands(qmp);
        pump_to_end(qmp, TCK_ERROR_PROTOCOL, "");
        finish(&server, qmp);
        g_assert_true(tck_journal_flush(journal, NULL));
        tck_journal_close(journal);

        lines = read_lines(path);
        g_assert_cmpuint(g_strv_length(lines), ==, 6);
        for (guint i = 0; i < G_N_ELEMENTS(before); i++)
                json_object_unref(parse_journal_line(lines[i], before[i]));
        last = parse_journal_line(lines[5], direction);
        remove_scratch(path);
        return last;
}

static void assert_garbage_kept(const char *garbage) {
        g_autoptr(JsonObject) last = journal_of(garbage, "garbage");
        g_autofree char *expected = g_strescape(garbage, NULL);

        g_assert_cmpstr(tck_json_string(last, "garbage"), ==, expected);
}

static void test_journal_garbage(void) {
        assert_garbage_kept("garbage");
        assert_garbage_kept("\"");
        assert_garbage_kept("no \"JSON\" in \\ here, {\"t\": 5");
        assert_garbage_kept("\x01\x1b[2J\x7f\xff\xfe\xc3\xa9\t");
}

/* The journal keeps only the beginning of a malformed line. */
static void test_journal_large_garbage(void) {
        g_autofree char *binary = g_strnfill(MIB, '\xff');
        g_autoptr(JsonObject) last = journal_of(binary, "garbage");
        const char *kept = tck_json_string(last, "garbage");

        g_assert_true(g_str_has_prefix(kept, "\\377\\377"));
        g_assert_cmpuint(strlen(kept), <, 65536);
}

static void test_journal_messages(void) {
        g_autoptr(JsonObject) last = journal_of("{\"no\": \"message \\\" \\u00e9\xc3\xa9\"}", "<");

        g_assert_cmpstr(tck_json_string(tck_json_object(last, "<"), "no"), ==, "message \" \xc3\xa9\xc3\xa9");
}

/* ---- a malformed line right after a reply ---- */

static void serve_reply_and_garbage(Server *server) {
        server_greet(server);
        server_expect(server, "query-status");
        server_say(server, "{\"return\": {}, \"id\": 2}\r\ngarbage\r\n" EVENT("STOP"));
        server_expect(server, "query-status");
}

/* The reply counts. The next call reports the malformed line, as does each later one, and nothing after it is used. */
static void test_breach_is_kept(void) {
        Server server;
        Qmp *qmp = connect_to(&server, serve_reply_and_garbage, SOCK_SEQPACKET, NULL);
        GError *error = NULL;

        shake_hands(qmp);
        assert_execute(qmp, "query-status", "{}");
        for (guint i = 0; i < 2; i++) {
                g_assert_false(qmp_pump(qmp, &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, "garbage");
        }
        assert_execute_fails(qmp, "query-status", TCK_ERROR_PROTOCOL, "garbage");
        assert_events(qmp, "");
        finish(&server, qmp);
}

static void add_handling(void) {
        g_test_add_func("/qmp/plain", test_plain);
        g_test_add_func("/qmp/arguments", test_arguments);
        g_test_add_func("/qmp/split", test_split);
        g_test_add_func("/qmp/at-once", test_at_once);
        g_test_add_func("/qmp/events/around-replies", test_events);
        g_test_add_func("/qmp/events/many", test_many_events);
        g_test_add_func("/qmp/errors/refusal", test_refusal);
        g_test_add_func("/qmp/errors/refused-handshake", test_refused_handshake);
        g_test_add_func("/qmp/errors/odd", test_odd_errors);
        g_test_add_func("/qmp/strays", test_strays);
        g_test_add_func("/qmp/timeout", test_timeout);
        g_test_add_func("/qmp/pump-takes-all", test_pump_takes_all);
        g_test_add_func("/qmp/silence", test_silence);
        g_test_add_func("/qmp/gone/at-once", test_gone_at_once);
        g_test_add_func("/qmp/gone/in-the-middle", test_gone_in_the_middle);
        g_test_add_func("/qmp/gone/after-the-reply", test_gone_after_the_reply);
}

static void add_nonsense(void) {
        g_test_add_func("/qmp/nonsense/garbage", test_garbage);
        g_test_add_func("/qmp/nonsense/dialects", test_dialects);
        g_test_add_func("/qmp/nonsense/nul", test_nul);
        g_test_add_func("/qmp/nonsense/wrong-types", test_wrong_types);
        g_test_add_func("/qmp/nonsense/greetings", test_bad_greetings);
        g_test_add_func("/qmp/nonsense/version", test_strange_version);
        g_test_add_func("/qmp/nonsense/kept", test_breach_is_kept);
        g_test_add_func("/qmp/nonsense/quoted", test_quoted_garbage);
        g_test_add_func("/qmp/much/nesting", test_nesting);
        g_test_add_func("/qmp/much/sane-nesting", test_sane_nesting);
        g_test_add_func("/qmp/much/reply", test_large_reply);
        g_test_add_func("/qmp/much/garbage", test_large_garbage);
        g_test_add_func("/qmp/much/endless-line", test_endless_line);
        g_test_add_func("/qmp/flood/deadline", test_flood);
        g_test_add_func("/qmp/flood/memory", test_too_many_events);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        add_handling();
        add_nonsense();
        g_test_add_func("/qmp/descriptor/passed", test_descriptor);
        g_test_add_func("/qmp/descriptor/to-nobody", test_descriptor_to_nobody);
        g_test_add_func("/qmp/descriptor/to-the-deaf", test_descriptor_to_the_deaf);
        g_test_add_func("/qmp/descriptor/and-signals", test_descriptor_and_signals);
        g_test_add_func("/qmp/journal/garbage", test_journal_garbage);
        g_test_add_func("/qmp/journal/large-garbage", test_journal_large_garbage);
        g_test_add_func("/qmp/journal/messages", test_journal_messages);
        return g_test_run();
}
