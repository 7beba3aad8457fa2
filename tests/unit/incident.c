/* SPDX-License-Identifier: BSD-2-Clause */
/* Incidents: what events, run states and exit statuses mean, and records written and read back. */
#include "incident.h"

#include <signal.h>
#include <string.h>

#include "error.h"

#define EXITED(status) ((status) << 8)

static TckIncident *of_event(const char *text) {
        g_autoptr(JsonNode) node = json_from_string(text, NULL);

        g_assert_nonnull(node);
        return tck_incident_of_event(json_node_get_object(node), "g", "x86_64");
}

static void test_events(void) {
        static const struct {
                const char *event, *kind, *channel, *action, *reason;
        } table[] = {
                {"{'event':'GUEST_PANICKED','data':{'action':'pause'}}", "panicked", "pvpanic", "pause", NULL},
                {"{'event':'GUEST_PANICKED','data':{'action':'poweroff','info':{'type':'hyper-v','arg1':257}}}",
                 "panicked", "hyper-v", "poweroff", NULL},
                {"{'event':'GUEST_PANICKED'}", "panicked", "pvpanic", NULL, NULL},
                {"{'event':'GUEST_PANICKED','data':[]}", "panicked", "pvpanic", NULL, NULL},
                {"{'event':'GUEST_CRASHLOADED','data':{'action':'run'}}", "crash-loaded", "pvpanic", "run", NULL},
                {"{'event':'GUEST_PVSHUTDOWN'}", "pv-shutdown", NULL, NULL, NULL},
                {"{'event':'SHUTDOWN','data':{'guest':true,'reason':'guest-panic'}}", "panicked", NULL, NULL,
                 "guest-panic"},
                {"{'event':'SHUTDOWN','data':{'guest':true,'reason':'guest-shutdown'}}", "powered-off", NULL, NULL,
                 "guest-shutdown"},
                {"{'event':'SHUTDOWN','data':{'guest':true,'reason':'guest-reset'}}", "reset", NULL, NULL,
                 "guest-reset"},
                {"{'event':'SHUTDOWN','data':{'guest':false,'reason':'host-qmp-quit'}}", "ended-by-host", NULL, NULL,
                 "host-qmp-quit"},
                {"{'event':'SHUTDOWN','data':{'guest':false,'reason':'host-error'}}", "hypervisor-failed", NULL, NULL,
                 "host-error"},
                {"{'event':'SHUTDOWN'}", "ended-by-host", NULL, NULL, NULL},
                {"{'event':'RESET','data':{'guest':true,'reason':'guest-reset'}}", "reset", NULL, NULL, "guest-reset"},
                {"{'event':'RESET','data':{'guest':false,'reason':'host-qmp-system-reset'}}", NULL, NULL, NULL, NULL},
                {"{'event':'WATCHDOG','data':{'action':'reset'}}", "hung", NULL, "reset", "watchdog"},
                {"{'event':'STOP'}", NULL, NULL, NULL, NULL},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autofree char *event = g_strdelimit(g_strdup(table[i].event), "'", '"');
                g_autoptr(TckIncident) incident = of_event(event);

                g_test_message("%s", event);
                g_assert_cmpstr(incident ? tck_incident_kinds[incident->kind].name : NULL, ==, table[i].kind);
                if (!incident)
                        continue;
                g_assert_cmpstr(incident->channel, ==, table[i].channel);
                g_assert_cmpstr(incident->action, ==, table[i].action);
                g_assert_cmpstr(incident->reason, ==, table[i].reason);
        }
}

static void test_time(void) {
        g_autoptr(TckIncident) incident = of_event(
                "{\"event\":\"GUEST_PANICKED\",\"timestamp\":{\"seconds\":1700000000,\"microseconds\":123456}}");

        g_assert_cmpint(g_date_time_to_unix(incident->time), ==, 1700000000);
        g_assert_cmpint(g_date_time_get_microsecond(incident->time), ==, 123456);
}

static void test_os_term(void) {
        g_autoptr(JsonNode) node = json_from_string("{\"event\":\"GUEST_PANICKED\"}", NULL);
        g_autoptr(TckIncident) incident = tck_incident_of_event(json_node_get_object(node), "g", "ppc64");

        g_assert_cmpstr(incident->channel, ==, "os-term");
}

static void test_run_states(void) {
        static const struct {
                const char *run_state, *kind;
        } table[] = {{"guest-panicked", "panicked"},
                     {"internal-error", "hypervisor-failed"},
                     {"watchdog", "hung"},
                     {"io-error", "io-error"},
                     {"suspended", "suspended"},
                     {"paused", "paused"},
                     {"running", NULL},
                     {"prelaunch", NULL},
                     {"shutdown", NULL}};

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckIncident) incident = tck_incident_of_run_state(table[i].run_state, "g", TRUE);

                g_assert_cmpstr(incident ? tck_incident_kinds[incident->kind].name : NULL, ==, table[i].kind);
                g_assert_true(!incident || (incident->late && g_str_equal(incident->run_state, table[i].run_state)));
        }
}

/* Errors that the hypervisor reports itself. */
static void test_context(void) {
        static const struct {
                const char *event, *text;
        } table[] = {
                {"{'event':'BLOCK_IO_ERROR','data':{'device':'disk0','operation':'write','nospace':true,'reason':'No "
                 "space left'}}",
                 "BLOCK_IO_ERROR: device disk0, operation write, nospace, reason No space left"},
                {"{'event':'MEMORY_FAILURE','data':{'recipient':'guest','flags':{'action-required':true,'recursive':"
                 "false}}}",
                 "MEMORY_FAILURE: recipient guest, action-required"},
                {"{'event':'MEMORY_FAILURE'}", "MEMORY_FAILURE"},
                {"{'event':'BLOCK_IO_ERROR','data':{}}", "BLOCK_IO_ERROR"},
                {"{'event':'RTC_CHANGE','data':{'offset':1}}", NULL},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autofree char *json = g_strdelimit(g_strdup(table[i].event), "'", '"');
                g_autoptr(JsonNode) node = json_from_string(json, NULL);
                g_autofree char *text = tck_incident_context(json_node_get_object(node));

                g_assert_cmpstr(text, ==, table[i].text);
        }
}

/* One crash that a guest reports through two channels, and two that it reports through one. */
static void test_told_twice(void) {
        g_autoptr(TckIncident) first = tck_incident_new(TCK_INCIDENT_PANICKED, "g");
        g_autoptr(TckIncident) second = tck_incident_new(TCK_INCIDENT_PANICKED, "g");

        first->channel = g_strdup("hyper-v");
        g_assert_false(tck_incident_is_reported_twice(second, first));
        second->channel = g_strdup("pvpanic");
        g_assert_true(tck_incident_is_reported_twice(second, first));
        g_free(second->channel);
        second->channel = g_strdup("hyper-v");
        g_assert_false(tck_incident_is_reported_twice(second, first));
}

static void test_ends(void) {
        static const struct {
                int status;
                TckIncidentKind kind;
        } table[] = {
                {SIGKILL, TCK_INCIDENT_HYPERVISOR_KILLED},   {SIGTERM, TCK_INCIDENT_HYPERVISOR_KILLED},
                {SIGSEGV, TCK_INCIDENT_HYPERVISOR_FAILED},   {SIGABRT, TCK_INCIDENT_HYPERVISOR_FAILED},
                {EXITED(1), TCK_INCIDENT_HYPERVISOR_FAILED}, {EXITED(0), TCK_INCIDENT_HYPERVISOR_FAILED},
                {-1, TCK_INCIDENT_HYPERVISOR_GONE},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckIncident) incident = tck_incident_of_end(table[i].status, "g");

                g_assert_cmpint(incident->kind, ==, table[i].kind);
                g_assert_true(!incident->end == (table[i].status == -1));
        }
}

/* ---- records ---- */

static TckIncident *make_full(void) {
        TckIncident *incident = of_event("{\"event\":\"GUEST_PANICKED\",\"data\":{\"action\":\"pause\",\"info\":"
                                         "{\"type\":\"hyper-v\",\"arg1\":257}}}");

        incident->late = TRUE;
        g_free(incident->run_state);
        incident->run_state = g_strdup("guest-panicked");
        incident->end = g_strdup("exited with status 1");
        g_ptr_array_add(incident->cpus, g_strdup("CPU 0 runs"));
        g_ptr_array_add(incident->cpus, g_strdup("CPU 1 loops"));
        incident->console = (TckConsole){.file = g_strdup("d/console.log"),
                                         .bytes = 12345678901,
                                         .source = g_strdup("/run/vm/console"),
                                         .boot = 17,
                                         .offset = 18,
                                         .end = 12345678919,
                                         .tail = g_strdup("one\n\033[31mtwo\x07\nthree")};
        incident->again = (TckAgain){.times = 29, .seconds = 4};
        incident->core = g_strdup("d/core");
        incident->screen = g_strdup("d/screenshot.png");
        tck_incident_add_trouble(incident, "no hook");
        return incident;
}

static void test_round_trip(void) {
        g_autoptr(TckIncident) incident = make_full(), again = NULL;
        g_autofree char *text = tck_incident_to_json(incident), *second = NULL;
        g_autoptr(GError) error = NULL;

        again = tck_incident_from_json(text, &error);
        g_assert_no_error(error);
        second = tck_incident_to_json(again);
        g_assert_cmpstr(second, ==, text);
}

/* A guest's output is shown, and its control characters have no effect. */
static void test_words(void) {
        g_autoptr(TckIncident) incident = make_full();
        g_autofree char *text = tck_incident_text(incident);

        g_assert_nonnull(strstr(text, "reported through hyper-v"));
        g_assert_nonnull(strstr(text, "\\x1b[31mtwo\\x07"));
        g_assert_nonnull(strstr(text, "CPU 1 loops"));
        g_assert_nonnull(strstr(text, "no hook"));
        g_assert_nonnull(strstr(text, "d/screenshot.png\n"));
        g_assert_nonnull(strstr(text, "; again, 29 times in 4 s\n"));
        g_assert_nonnull(strstr(text, "d/console.log, only its end\n"));
        g_assert_nonnull(strstr(text, "/run/vm/console, bytes 17 to 12345678919\n"));
        g_assert_null(strchr(text, '\033'));
        g_assert_null(strchr(text, '\x07'));
}

static void test_no_records(void) {
        static const char *const others[] = {
                "",
                "x",
                "[]",
                "{}",
                "{\"schema\":3,\"kind\":\"panicked\",\"guest\":\"g\",\"time\":\"2026-01-01T00:00:00Z\"}",
                "{\"schema\":1,\"kind\":\"bored\",\"guest\":\"g\",\"time\":\"2026-01-01T00:00:00Z\"}",
                "{\"schema\":1,\"kind\":\"panicked\",\"time\":\"2026-01-01T00:00:00Z\"}",
                "{\"schema\":1,\"kind\":\"panicked\",\"guest\":\"g\",\"time\":\"yesterday\"}",
                "{\"schema\":1,\"kind\":\"panicked\",\"guest\":\"g\",\"time\":\"0026-05-01T09:30:00Z\"}",
                "{\"schema\":1,\"kind\":[],\"guest\":\"g\",\"time\":\"2026-01-01T00:00:00Z\"}",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
                g_autoptr(GError) error = NULL;

                g_assert_null(tck_incident_from_json(others[i], &error));
                g_assert_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL);
        }
}

/* A record of version 1 lacks members, which is allowed. */
static void test_old_record(void) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TckIncident) incident = tck_incident_from_json(
                "{\"schema\":1,\"kind\":\"panicked\",\"guest\":\"g\",\"time\":\"2026-01-01T00:00:00Z\","
                "\"console\":{\"file\":\"c\",\"bytes\":7,\"tail\":\"t\"}}",
                &error);
        g_autofree char *text = NULL;

        g_assert_no_error(error);
        g_assert_cmpuint(incident->console.bytes, ==, 7);
        g_assert_cmpuint(incident->again.times, ==, 0);
        text = tck_incident_text(incident);
        g_assert_nonnull(strstr(text, "all of it    c\n"));
        g_assert_null(strstr(text, "again"));
}

static TckIncident *panicked(const char *data) {
        g_autofree char *event = g_strdup_printf("{\"event\":\"GUEST_PANICKED\",\"data\":%s}", data);

        return of_event(event);
}

/* What distinguishes incidents, and what no longer does so after many of them. */
static void test_repetitions(void) {
        static const char first[] = "{\"action\":\"run\",\"info\":{\"type\":\"hyper-v\",\"arg1\":1}}";
        static const struct {
                const char *data;
                gboolean same, loosely;
        } table[] = {
                {"{\"action\":\"run\",\"info\":{\"type\":\"hyper-v\",\"arg1\":1}}", TRUE, TRUE},
                {"{\"action\":\"run\",\"info\":{\"arg1\":1,\"type\":\"hyper-v\"}}", TRUE, TRUE},
                {"{\"action\":\"run\",\"info\":{\"type\":\"hyper-v\",\"arg1\":2}}", FALSE, TRUE},
                {"{\"action\":\"pause\",\"info\":{\"type\":\"hyper-v\",\"arg1\":1}}", FALSE, FALSE},
                {"{\"action\":\"run\",\"info\":{\"type\":\"s390\",\"arg1\":1}}", FALSE, FALSE},
                {"{\"action\":\"run\"}", FALSE, FALSE},
        };
        g_autoptr(TckIncident) before = panicked(first);
        g_autoptr(TckIncident) loaded = of_event("{\"event\":\"GUEST_CRASHLOADED\",\"data\":{\"action\":\"run\"}}");

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckIncident) incident = panicked(table[i].data);

                g_test_message("%s", table[i].data);
                g_assert_cmpint(tck_incident_repeats(incident, before, FALSE), ==, table[i].same);
                g_assert_cmpint(tck_incident_repeats(incident, before, TRUE), ==, table[i].loosely);
        }
        g_assert_false(tck_incident_repeats(loaded, before, TRUE));
}

/* Members of the wrong type are ignored. */
static void test_odd_record(void) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TckIncident) incident = tck_incident_from_json(
                "{\"schema\":1,\"kind\":\"hung\",\"guest\":\"g\",\"time\":\"2026-01-01T00:00:00Z\",\"late\":7,"
                "\"channel\":3,\"info\":\"x\",\"cpus\":[1,\"c\",{}],\"console\":[],\"troubles\":\"t\"}",
                &error);

        g_assert_no_error(error);
        g_assert_cmpstr(incident->channel, ==, NULL);
        g_assert_cmpuint(incident->cpus->len, ==, 1);
        g_assert_cmpstr(incident->cpus->pdata[0], ==, "c");
        g_assert_cmpuint(incident->troubles->len, ==, 0);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/incident/events", test_events);
        g_test_add_func("/incident/time", test_time);
        g_test_add_func("/incident/os-term", test_os_term);
        g_test_add_func("/incident/run-states", test_run_states);
        g_test_add_func("/incident/context", test_context);
        g_test_add_func("/incident/told-twice", test_told_twice);
        g_test_add_func("/incident/ends", test_ends);
        g_test_add_func("/incident/round-trip", test_round_trip);
        g_test_add_func("/incident/words", test_words);
        g_test_add_func("/incident/no-records", test_no_records);
        g_test_add_func("/incident/old-record", test_old_record);
        g_test_add_func("/incident/repetitions", test_repetitions);
        g_test_add_func("/incident/odd-record", test_odd_record);
        return g_test_run();
}
