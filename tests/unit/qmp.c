/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The QMP client against servers that a test scripts: each is a function that runs in a thread of its own, says what it
 * says and hears what it hears. No server and no test ever sleeps to let the other side do something.
 */
#include "qmp.h"

#include <stdarg.h>

#include "common.h"
#include "json.h"

#define GREETING                                                                                                \
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
        gint64 id; /* of the command heard last */
        int passed; /* the descriptor that came along with it, or -1 */
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

/* FALSE once the client has gone. */
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

/* One byte, and the descriptor that rides on it, if any. */
static char server_read(Server *server) {
        char byte, control[CMSG_SPACE(sizeof(int))];
        struct iovec vector = {&byte, 1};
        struct msghdr message = {
                .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        struct cmsghdr *header;

        g_assert_cmpint(recvmsg(server->fd, &message, MSG_CMSG_CLOEXEC), ==, 1);
        header = CMSG_FIRSTHDR(&message);
        if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
                memcpy(&server->passed, CMSG_DATA(header), sizeof server->passed);
        return byte;
}

/* Awaits a command, which has to be this one, notes its id and gives it. Free with json_object_unref(). */
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

/* As every server begins. */
static void server_greet(Server *server) {
        server_say(server, GREETING);
        server_expect(server, "qmp_capabilities");
        server_reply(server, "{}");
}

/* ---- the client ---- */

/* Starts a server, and a client that is connected to it. A packet socket gives each write of the server's to a read of
 * its own. */
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

/* Asserts that a command is answered, and with what. */
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

/* Asserts the events in the queue, and takes them: "STOP SHUTDOWN". */
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

/* Takes in what comes until the server is gone. */
static void pump_to_end(Qmp *qmp, TckError code, const char *reason) {
        int fd = qmp_fd(qmp);
        GError *error = NULL;

        do
                g_assert_true(tck_wait_readable(&fd, 1, tck_deadline(PATIENCE), NULL));
        while (qmp_pump(qmp, &error));
        assert_failed(error, code, reason);
}

/* ---- as it should be ---- */

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
        g_assert_cmpuint(qmp_version(qmp), ==, 70222);
        g_assert_cmpstr(qmp_version_text(qmp), ==, "7.2.22");
        assert_execute(qmp, "query-status", "{\"status\":\"running\"}");
        assert_execute(qmp, "query-version", "[1,null]");
        assert_execute(qmp, "query-nothing", "null");
        g_assert_cmpuint(qmp_stray_replies(qmp), ==, 0);
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

/* Each byte comes alone: as packets, which no read puts together. */
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

/* A client that takes a whole packet has to be asked for a byte at a time, too. */
static void test_split(void) {
        Server server;
        Qmp *qmp = connect_to(&server, serve_split, SOCK_SEQPACKET, NULL);

        shake_hands(qmp);
        assert_execute(qmp, "query-status", "\"\xc3\xa9\xc3\xa9\"");
        assert_events(qmp, "STOP RESUME");
        finish(&server, qmp);
}

static void serve_at_once(Server *server) {
        server_say(server, GREETING EVENT("EARLY"));
        server_expect(server, "qmp_capabilities");
        server_say(server, EVENT("A") "{\"return\": {}, \"id\": 1}\r\n" EVENT("B"));
        server_expect(server, "cont");
        server_say(server, EVENT("C") "\r\n\n" EVENT("D") "{\"return\": 5, \"id\": 2}\n" EVENT("E") EVENT("F"));
}

/* Several messages in one write, and events on either side of a reply: none is lost, and all keep their order. */
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

/* ---- errors of the server's own ---- */

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
        /* And life goes on. */
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

static const char *const odd_errors[] = {"{}",         "{\"class\": \"GenericError\"}", "{\"desc\": 5}", "\"desc\"", "null",
                                         "[\"desc\"]", "{\"desc\": null}"};

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
                assert_execute_fails(qmp, "cont", TCK_ERROR_PROTOCOL, "no known form");
        finish(&server, qmp);
}

/* ---- replies that are none ---- */

static void serve_strays(Server *server) {
        server_say(server, "{\"return\": 0, \"id\": 1}\r\n" GREETING);
        server_expect(server, "qmp_capabilities");
        server_say(server, "{\"return\": {}, \"id\": 1}\r\n{\"return\": {}, \"id\": 1}\r\n");
        server_expect(server, "cont");
        /* Of others, of nobody, with ids that are no numbers, and the right one, again and again. */
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
        g_assert_cmpuint(qmp_stray_replies(qmp), ==, 1 + 1 + 10 + 1);
        finish(&server, qmp);
}

static void serve_late(Server *server) {
        server_greet(server);
        server_expect(server, "slow");
        server_expect(server, "query-status"); /* the client has given up on the one before by now */
        server_say(server, "{\"return\": \"late\", \"id\": 2}\r\n{\"return\": \"in time\", \"id\": 3}\r\n");
}

static void test_timeout(void) {
        gint64 deadline = tck_deadline(0.05);
        Server server;
        Qmp *qmp = attach(&server, serve_late);
        GError *error = NULL;

        g_assert_null(qmp_execute(qmp, "slow", NULL, deadline, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "slow");
        g_assert_cmpint(g_get_monotonic_time(), >=, deadline);
        assert_execute(qmp, "query-status", "\"in time\"");
        g_assert_cmpuint(qmp_stray_replies(qmp), ==, 1);
        finish(&server, qmp);
}

/* ---- servers that say nothing, or go ---- */

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
        g_assert_null(qmp_version_text(qmp));
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

static void serve_and_go(Server *server) {
        server_greet(server);
        server_expect(server, "quit");
        server_say(server, EVENT("SHUTDOWN") "{\"return\": {}, \"id\": 2}\r\n" EVENT("STOP"));
}

/* Whoever answers and goes has answered. */
static void test_gone_after_the_reply(void) {
        Server server;
        Qmp *qmp = attach(&server, serve_and_go);

        g_assert_true(g_thread_join(g_thread_ref(server.thread)) == NULL || TRUE);
        finish(&server, qmp);
}
