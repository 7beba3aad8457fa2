/* SPDX-License-Identifier: BSD-2-Clause */
/* What cloud-hypervisor sends: events, in pieces of any size, and answers of its API. */
#include "cloud_api.h"
#include "cloud_events.h"
#include "common.h"

static const char starting[] = "{\n  \"timestamp\": {\n    \"secs\": 0,\n    \"nanos\": 1693039\n  },\n"
                               "  \"source\": \"vmm\",\n  \"event\": \"starting\",\n  \"properties\": null\n}\n\n";
static const char panicked[] = "{\n  \"timestamp\": {\n    \"secs\": 7,\n    \"nanos\": 611037580\n  },\n"
                               "  \"source\": \"guest\",\n  \"event\": \"panic\",\n  \"properties\": {\n"
                               "    \"event\": \"panic\"\n  }\n}\n\n";

typedef struct {
        TckCloudEvents *events;
} Fixture;

static void set_up(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        f->events = tck_cloud_events_new(NULL);
}

static void tear_down(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        tck_cloud_events_free(f->events);
}

static void push(Fixture *f, const char *text) {
        GError *error = NULL;

        g_assert_true(tck_cloud_events_push(f->events, text, strlen(text), &error));
        g_assert_no_error(error);
}

static void assert_event(Fixture *f, const char *text) {
        g_autoptr(JsonObject) event = tck_cloud_events_next(f->events);
        g_autofree char *seen = event ? tck_cloud_event_text(event) : NULL;

        g_assert_cmpstr(seen, ==, text);
}

static void test_stream(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autoptr(JsonObject) first = NULL;

        push(f, starting);
        push(f, panicked);
        first = tck_cloud_events_next(f->events);
        g_assert_true(tck_cloud_event_is(first, "vmm.starting"));
        g_assert_false(tck_cloud_event_is(first, "vmm.started"));
        assert_event(f, "guest.panic event=panic");
        assert_event(f, NULL);
        g_assert_false(tck_cloud_events_unfinished(f->events));
}

static void test_pieces(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        for (const char *at = panicked; *at; at++) {
                const char piece[] = {*at, '\0'};

                g_assert_true(tck_cloud_events_unfinished(f->events) ==
                              (at != panicked && at < strrchr(panicked, '}') + 1));
                assert_event(f, NULL);
                push(f, piece);
                if (*at == '}' && at[1] == '\n' && at[2] == '\n')
                        assert_event(f, "guest.panic event=panic");
        }
}

static void test_brackets(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        push(f, "{\"timestamp\":{},\"source\":\"guest\",\"event\":\"panic\",\"properties\":{\"b\":\"}\\\"{\",\"a\":"
                "\"\\\\\"}}");
        assert_event(f, "guest.panic a=\\ b=}\"{");
}

static const struct {
        const char *name, *text, *complaint;
} garbage[] = {
        {"words", "thread 'vmm' panicked", "not an event: \"t\""},
        {"array", "[1]", "not an event"},
        {"crossed", "{]", "not an event"},
        {"no-timestamp", "{\"source\":\"a\",\"event\":\"b\",\"properties\":null}", "not an event"},
        {"no-source", "{\"timestamp\":{},\"event\":\"b\",\"properties\":null}", "not an event"},
        {"no-event", "{\"timestamp\":{},\"source\":\"a\",\"properties\":null}", "not an event"},
        {"no-properties", "{\"timestamp\":{},\"source\":\"a\",\"event\":\"b\"}", "not an event"},
        {"number", "{\"timestamp\":{},\"source\":\"a\",\"event\":\"b\",\"properties\":{\"event\":1}}", "not an event"},
        {"nested", "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}", "not an event"},
        {"not-utf-8", "{\"timestamp\":{},\"source\":\"\xff\",\"event\":\"b\",\"properties\":null}", "not an event"},
};

/* Events before it are kept, and nothing after it is read. */
static void test_garbage(Fixture *f, gconstpointer data) {
        const char *text = garbage[GPOINTER_TO_SIZE(data)].text;
        GError *error = NULL;

        push(f, starting);
        for (guint i = 0; i < 2; i++) {
                g_assert_false(tck_cloud_events_push(f->events, text, strlen(text), &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, garbage[GPOINTER_TO_SIZE(data)].complaint);
                text = panicked;
        }
        assert_event(f, "vmm.starting");
        assert_event(f, NULL);
}

static void test_endless(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autofree char *blanks = g_strnfill(1 << 17, ' ');
        GError *error = NULL;

        push(f, blanks); /* between events any number of blanks is allowed */
        push(f, "{");
        g_assert_false(tck_cloud_events_push(f->events, blanks, strlen(blanks), &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "has no end");
}

static void test_flood(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        static const char event[] = "{\"timestamp\":{},\"source\":\"a\",\"event\":\"b\",\"properties\":null}";
        GError *error = NULL;
        guint count = 0;

        while (tck_cloud_events_push(f->events, event, strlen(event), &error))
                if (++count > 1 << 16)
                        g_error("it accepts data without a limit");
        assert_failed(error, TCK_ERROR_PROTOCOL, "more than can be kept");
}

/* ---- the API ---- */

#define HEAD "HTTP/1.1 200 \r\nServer: Cloud Hypervisor API\r\nContent-Type: application/json\r\n"

static void test_answer(void) {
        static const char text[] = HEAD "content-length: 19\r\n\r\n{\"state\":\"Running\"}";
        g_autoptr(JsonNode) body = NULL;
        GError *error = NULL;
        guint status = 0;

        for (gsize length = 0; length < strlen(text); length++) {
                g_assert_false(tck_cloud_answer_parse(text, length, &status, &body, &error));
                g_assert_no_error(error);
        }
        g_assert_true(tck_cloud_answer_parse(text, strlen(text), &status, &body, &error));
        g_assert_cmpuint(status, ==, 200);
        g_assert_cmpstr(json_object_get_string_member(json_node_get_object(body), "state"), ==, "Running");
}

static void test_empty_answer(void) {
        static const char text[] = "HTTP/1.1 204 \r\n\r\n";
        g_autoptr(JsonNode) body = NULL;
        guint status = 0;

        g_assert_true(tck_cloud_answer_parse(text, strlen(text), &status, &body, NULL));
        g_assert_cmpuint(status, ==, 204);
        g_assert_null(body);
}

static void test_no_answer(void) {
        static const char *const texts[] = {"SSH-2.0-x\r\n\r\n",
                                            "HTTP/1.1 abc\r\n\r\n",
                                            "HTTP/1.1 -20\r\n\r\n",
                                            "HTTP/1.1-200 \r\n\r\n",
                                            HEAD "Content-Length: -1\r\n\r\n",
                                            HEAD "Content-Length: 99999999\r\n\r\n",
                                            HEAD "Content-Length: 2\r\n\r\n{]"};
        g_autofree char *endless = g_strnfill(1 << 15, 'x');

        for (gsize i = 0; i <= G_N_ELEMENTS(texts); i++) {
                const char *text = i < G_N_ELEMENTS(texts) ? texts[i] : endless;
                JsonNode *body = NULL;
                GError *error = NULL;
                guint status;

                g_assert_false(tck_cloud_answer_parse(text, strlen(text), &status, &body, &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, "the API answered with");
                g_assert_null(body);
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add("/cloud/events/stream", Fixture, NULL, set_up, test_stream, tear_down);
        g_test_add("/cloud/events/pieces", Fixture, NULL, set_up, test_pieces, tear_down);
        g_test_add("/cloud/events/brackets", Fixture, NULL, set_up, test_brackets, tear_down);
        g_test_add("/cloud/events/endless", Fixture, NULL, set_up, test_endless, tear_down);
        g_test_add("/cloud/events/flood", Fixture, NULL, set_up, test_flood, tear_down);
        for (gsize i = 0; i < G_N_ELEMENTS(garbage); i++) {
                g_autofree char *path = g_strdup_printf("/cloud/events/garbage/%s", garbage[i].name);

                g_test_add(path, Fixture, GSIZE_TO_POINTER(i), set_up, test_garbage, tear_down);
        }
        g_test_add_func("/cloud/api/answer", test_answer);
        g_test_add_func("/cloud/api/empty", test_empty_answer);
        g_test_add_func("/cloud/api/none", test_no_answer);
        return g_test_run();
}
