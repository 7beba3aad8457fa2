/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autopsy.h"
#include "disassembly.h"
#include "error.h"
#include "evidence.h"
#include "json.h"
#include "pvpanic.h"
#include "snapshot.h"
#include "symbols.h"
#include "wait.h"

/* After so much silence the monitor is asked whether the guest still runs. */
static const double PATIENCE_SECONDS = 0.1;

/* The events that tell of the run state. Others (a clock that was set, a migration's progress) are nobody's concern. */
static const char *const run_state_events[] = {
        "GUEST_PANICKED", "GUEST_CRASHLOADED", "GUEST_PVSHUTDOWN", "STOP",   "RESUME",   "SHUTDOWN",
        "RESET",          "POWERDOWN",         "SUSPEND",          "WAKEUP", "WATCHDOG", NULL,
};

struct Tck {
        const TckCase *tested;
        TckVm *vm;
        double timeout;
        double boot_timeout;
        gint64 began;
        TckOutcome *outcome;
        gboolean over;
        guint64 started;            /* the sequence number of the operation begun, 0 for none */
        gboolean idle;              /* the guest has done all that it was asked: of itself it does nothing */
        guint hellos;               /* how often the probe may have said hello by now */
        int signalled;              /* the signal that the case sent to QEMU, 0 for none */
        struct wire_message answer; /* the last; its words belong to the probe */
        GPtrArray *cores;           /* TckCore * */
        GPtrArray *core_files;      /* char *: their paths */
        TckIncident *incident;      /* that the events told of last, NULL if none */
};

Tck *tck_begin(const TckCase *tested, TckVm *vm, double timeout, double boot_timeout) {
        Tck *t = g_new0(Tck, 1);

        t->tested = tested;
        t->vm = vm;
        t->timeout = timeout;
        t->boot_timeout = boot_timeout;
        t->hellos = tck_probe_hellos(tck_vm_probe(vm));
        t->began = g_get_monotonic_time();
        t->outcome = tck_outcome_new(TCK_PASS);
        t->outcome->artifacts = g_strdup(tck_vm_directory(vm));
        t->cores = g_ptr_array_new_with_free_func((GDestroyNotify) tck_core_free);
        t->core_files = g_ptr_array_new_with_free_func(g_free);
        return t;
}

static gint64 deadline(const Tck *t) {
        return tck_deadline(t->timeout);
}

/* ---- verdicts ---- */

guint64 tck_argument(const Tck *t) {
        return t->tested->argument;
}

const TckVmSpec *tck_spec(const Tck *t) {
        return &t->tested->vm;
}

gboolean tck_over(const Tck *t) {
        return t->over;
}

static void decide(Tck *t, TckVerdict verdict, char *message) {
        t->over = TRUE;
        t->outcome->verdict = verdict;
        t->outcome->message = message;
}

void tck_fail(Tck *t, const char *expected, const char *seen_format, ...) {
        va_list list;

        if (t->over)
                return;
        t->outcome->expected = g_strdup(expected);
        va_start(list, seen_format);
        t->outcome->seen = g_strdup_vprintf(seen_format, list);
        va_end(list);
        decide(t, TCK_FAIL, g_strdup_printf("expected %s, saw %s", expected, t->outcome->seen));
}

void tck_skip(Tck *t, const char *format, ...) {
        va_list list;

        if (t->over)
                return;
        va_start(list, format);
        decide(t, TCK_SKIP, g_strdup_vprintf(format, list));
        va_end(list);
}

/* Whether somebody other than the case made an end of QEMU. */
static gboolean ended_from_outside(const Tck *t, int status) {
        return tck_child_ended_from_outside(status) && WTERMSIG(status) != t->signalled;
}

/* Something broke while the case awaited what `expected` says. Takes the error over. A QEMU that went away by itself,
 * though the case did not ask for it, is a FAIL; all else is an ERROR. */
static void trouble(Tck *t, const char *expected, GError *error) {
        g_autoptr(GError) owned = error;
        int status;

        if (t->over)
                return;
        if (g_error_matches(owned, TCK_ERROR, TCK_ERROR_CLOSED) &&
            tck_vm_wait_exit(t->vm, deadline(t), &status, NULL) && !ended_from_outside(t, status)) {
                tck_vm_explain_death(t->vm, &owned);
                tck_fail(t, expected, "that %s", owned->message);
                return;
        }
        tck_vm_explain_death(t->vm, &owned);
        decide(t, TCK_ERROR_VERDICT, g_strdup_printf("waiting for %s: %s", expected, owned->message));
}

/* What QEMU refuses is a FAIL. Takes the error over. */
static void refused_or_trouble(Tck *t, const char *expected, GError *error) {
        if (!g_error_matches(error, TCK_ERROR, TCK_ERROR_REFUSED)) {
                trouble(t, expected, error);
                return;
        }
        tck_fail(t, expected, "that %s", error->message);
        g_error_free(error);
}

void tck_save_table(Tck *t, const char *name, const guint8 *table, gsize length) {
        const char *directory = tck_vm_directory(t->vm);
        g_autofree char *file = g_strconcat(name, ".aml", NULL);
        g_autofree char *path = g_build_filename(directory, file, NULL);
        GError *error = NULL;

        if (t->over)
                return;
        if (!g_file_set_contents(path, (const char *) table, (gssize) length, &error) ||
            (tck_can_disassemble() && !tck_disassemble_device(directory, name, PVPANIC_ACPI_HID, deadline(t), &error)))
                trouble(t, "an ACPI table to be kept", error);
}

void tck_expect_number(Tck *t, const char *what, guint64 seen, guint64 expected) {
        g_autofree char *text = NULL;

        if (t->over || seen == expected)
                return;
        text = g_strdup_printf("%s 0x%" G_GINT64_MODIFIER "x", what, expected);
        tck_fail(t, text, "0x%" G_GINT64_MODIFIER "x", seen);
}

/* ---- the monitor ---- */

static JsonNode *execute(Tck *t, const char *command, JsonObject *arguments) {
        GError *error = NULL;
        JsonNode *value = qmp_execute(tck_vm_qmp(t->vm), command, arguments, deadline(t), &error);

        if (!value) {
                g_autofree char *expected = g_strdup_printf("%s to succeed", command);

                refused_or_trouble(t, expected, error);
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
        t->idle = FALSE; /* some commands take effect behind their answer */
        arguments = json_object_new();
        va_start(list, command);
        while ((name = va_arg(list, const char *)))
                json_object_set_string_member(arguments, name, va_arg(list, const char *));
        va_end(list);
        answer = execute(t, command, arguments);
}

/* The status that the monitor tells, "" once a verdict has fallen. What QEMU sent before its answer is in the queue then,
 * which makes this the fence behind which an event that has not come will not come. Free with g_free(). */
static char *query_status(Tck *t) {
        g_autoptr(JsonNode) answer = t->over ? NULL : execute(t, "query-status", NULL);
        JsonObject *object = answer && JSON_NODE_HOLDS_OBJECT(answer) ? json_node_get_object(answer) : NULL;
        const char *status = tck_json_string(object, "status");

        if (!t->over && !status)
                tck_fail(t, "query-status to tell a status", "an answer without one");
        if (!t->over && json_object_get_boolean_member_with_default(object, "running", FALSE) !=
                                (g_str_equal(status, "running") || g_str_equal(status, "debug")))
                tck_fail(t, "query-status to say whether vCPUs run as its status does", "status %s with running %s",
                         status, g_str_equal(status, "running") ? "false" : "true");
        return g_strdup(t->over ? "" : status);
}

void tck_expect_status(Tck *t, const char *status) {
        g_autofree char *seen = query_status(t);
        g_autofree char *expected = g_strdup_printf("run state %s", status);

        if (!g_str_equal(seen, status))
                tck_fail(t, expected, "%s", seen);
}

static gboolean is_run_state_event(JsonObject *event) {
        return g_strv_contains(run_state_events, tck_json_string(event, "event"));
}

/* The oldest run-state event in the queue, left there; NULL if there is none. */
static JsonObject *peek_event(Tck *t) {
        Qmp *qmp = tck_vm_qmp(t->vm);
        JsonObject *event;

        while ((event = qmp_peek_event(qmp)) && !is_run_state_event(event))
                json_object_unref(qmp_next_event(qmp));
        return event;
}

static JsonObject *take_event(Tck *t) {
        JsonObject *event = peek_event(t) ? qmp_next_event(tck_vm_qmp(t->vm)) : NULL;
        TckIncident *incident = event ? tck_incident_of_event(event, tck_vm_name(t->vm), NULL) : NULL;

        if (incident && t->incident && tck_incident_follows(incident, t->incident)) {
                tck_incident_free(incident);
        } else if (incident) {
                tck_incident_free(t->incident);
                t->incident = incident;
        }
        return event;
}

/* "GUEST_PANICKED {"action":"pause"}" */
static char *event_text(JsonObject *event) {
        JsonObject *data = tck_json_object(event, "data");
        g_autofree char *text = data ? tck_json_object_text(data) : NULL;

        return g_strdup_printf("%s%s%s", tck_json_string(event, "event"), text ? " " : "", text ? text : "");
}

/* Asks for the status without a verdict on the answer: a fence for events. NULL if QEMU has ended, with its last events in
 * the queue. Free with g_free(). */
static char *settle(Tck *t) {
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) answer = qmp_execute(tck_vm_qmp(t->vm), "query-status", NULL, deadline(t), &error);
        JsonObject *object = answer && JSON_NODE_HOLDS_OBJECT(answer) ? json_node_get_object(answer) : NULL;

        if (!answer && !g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED))
                trouble(t, "the run state", g_steal_pointer(&error));
        /* What the guest said before a state was told has left QEMU before that. */
        tck_probe_pump(tck_vm_probe(t->vm), NULL);
        return g_strdup(tck_json_string(object, "status"));
}

/* Finds out whether the event awaited can still come, once the guest's operation is over or nothing has come for a while:
 * if not, says what there is instead. Free with g_free(). */
static char *nothing_to_come(Tck *t) {
        gboolean over = t->idle || tck_probe_pending(tck_vm_probe(t->vm));
        g_autofree char *status = settle(t);

        if (t->over || peek_event(t))
                return NULL;
        if (!status)
                return g_strdup("no event, and an end of QEMU");
        if (tck_probe_hellos(tck_vm_probe(t->vm)) > t->hellos)
                return g_strdup("no event, and a guest that started anew");
        if (over)
                return g_strdup_printf("no event, the guest's operation over, and run state %s", status);
        return g_str_equal(status, "running") ? NULL
                                              : g_strdup_printf("no event, and a guest that stands in %s", status);
}

/* Takes in what comes, for up to PATIENCE_SECONDS. FALSE with an error, after which nothing that was sent is on its way any
 * more if QEMU has gone. */
static gboolean pump(Tck *t, gint64 last, GError **error) {
        GError *local = NULL;

        if (tck_vm_pump(t->vm, MIN(last, tck_deadline(PATIENCE_SECONDS)), &local))
                return TRUE;
        if (g_error_matches(local, TCK_ERROR, TCK_ERROR_CLOSED))
                tck_vm_wait_exit(t->vm, deadline(t), NULL, NULL);
        g_propagate_error(error, local);
        return FALSE;
}

/* Whether nothing came for a while, and there is time left to wait on. */
static gboolean only_quiet(const GError *error, gint64 last) {
        return g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT) && g_get_monotonic_time() < last;
}

/* The next run-state event, when it comes. NULL if it cannot come any more, with what there is instead, or after a verdict. */
static JsonObject *await_event(Tck *t, const char *expected, char **ret_instead) {
        gint64 last = deadline(t);

        while (!t->over && !*ret_instead) {
                JsonObject *event = take_event(t);
                GError *error = NULL;

                if (event)
                        return event;
                if (t->idle || (t->started && tck_probe_pending(tck_vm_probe(t->vm))))
                        *ret_instead = nothing_to_come(t);
                else if (pump(t, last, &error))
                        continue;
                else if (only_quiet(error, last))
                        *ret_instead = nothing_to_come(t);
                else if (!t->started && g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT))
                        /* Nobody owes anything any more, and the monitor has answered all along: this is no silence. */
                        *ret_instead = g_strdup("no event, and a monitor that answers");
                else if (!peek_event(t))
                        trouble(t, expected, g_steal_pointer(&error));
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

static gboolean has_members(JsonObject *event, const char *members) {
        JsonObject *data = tck_json_object(event, "data");
        g_auto(GStrv) pairs = g_strsplit(members, " ", -1);

        for (char **pair = pairs; *pair && **pair; pair++) {
                char *value = strchr(*pair, '=');
                g_autofree char *seen = NULL;

                g_assert(value);
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
        seen = event_text(event);
        if (!g_str_equal(tck_json_string(event, "event"), name) || !has_members(event, members))
                tck_fail(t, expected, "%s", seen);
}

void tck_expect_no_event(Tck *t) {
        g_autoptr(JsonObject) event = NULL;
        g_autofree char *seen = NULL;

        g_free(query_status(t));
        event = t->over ? NULL : take_event(t);
        seen = event ? event_text(event) : NULL;
        if (event)
                tck_fail(t, "no event", "%s", seen);
}

void tck_drop_events(Tck *t, const char *name) {
        JsonObject *event;

        g_free(query_status(t)); /* what is on its way comes too */
        while (!t->over && (event = peek_event(t)) && g_str_equal(tck_json_string(event, "event"), name))
                json_object_unref(take_event(t));
}

/* ---- the guest's memory ---- */

/* How often to look at what must not change. The first look already comes behind a reply, and so behind the STOP; a CPU that
 * ran on would count thousands between any two of them, so that many are for a host that does not let it run. */
enum { STANDSTILL_LOOKS = 100 };

/* "0000000000160080: 0x0000000000000c1d" */
static gboolean parse_dump(const char *text, guint64 *ret_value) {
        const char *value = strstr(text, ": ");
        g_autofree char *word = value ? g_strstrip(g_strdup(value + 2)) : NULL;

        return word && wire_number(word, ret_value);
}

guint64 tck_peek(Tck *t, guint64 address) {
        g_autofree char *line = g_strdup_printf("xp /1gx 0x%" G_GINT64_MODIFIER "x", address);
        g_autoptr(JsonNode) answer = NULL;
        const char *text;
        guint64 value = 0;

        if (t->over)
                return 0;
        answer = execute(t, "human-monitor-command", qmp_strings("command-line", line, NULL));
        text = answer && json_node_get_value_type(answer) == G_TYPE_STRING ? json_node_get_string(answer) : "";
        if (!t->over && !parse_dump(text, &value))
                decide(t, TCK_ERROR_VERDICT, g_strdup_printf("the monitor answered %s with \"%s\"", line, text));
        return value;
}

void tck_expect_counting(Tck *t, const char *who, guint64 address) {
        g_autofree char *expected = g_strdup_printf("%s to run", who);
        guint64 first = tck_peek(t, address);
        gint64 last = deadline(t);

        while (!t->over && tck_peek(t, address) == first)
                if (g_get_monotonic_time() >= last)
                        tck_fail(t, expected, "that it does not count any more");
}

void tck_expect_standstill(Tck *t, const char *who, guint64 address) {
        g_autofree char *expected = g_strdup_printf("%s to stand still", who);
        guint64 first = tck_peek(t, address);

        for (int i = 0; i < STANDSTILL_LOOKS && !t->over; i++)
                if (tck_peek(t, address) != first)
                        tck_fail(t, expected, "that it goes on counting");
}

/* ---- cores ---- */

/* What QEMU refuses, or does wrong, is a FAIL; what stands in its way is not. Takes the error over. */
static void core_trouble(Tck *t, const char *expected, GError *error) {
        if (g_error_matches(error, TCK_ERROR, TCK_ERROR_REFUSED) ||
            g_error_matches(error, TCK_ERROR, TCK_ERROR_PROTOCOL)) {
                tck_fail(t, expected, "that %s", error->message);
                g_error_free(error);
        } else {
                trouble(t, expected, error);
        }
}

void tck_require_core(Tck *t, TckCoreFormat format) {
        GError *error = NULL;
        gboolean offered = FALSE;

        if (t->over)
                return;
        if (!tck_core_offered(tck_vm_qmp(t->vm), format, &offered, deadline(t), &error))
                core_trouble(t, "QEMU to tell which cores it writes", error);
        else if (!offered)
                tck_skip(t, "this QEMU writes no core of the format %s", tck_core_format_name(format));
}

/* "core-elf-marker.core", and "core-elf-marker.2.core" of a second one. Free with g_free(). */
static char *core_path(Tck *t) {
        g_autofree char *name = g_strdelimit(g_strdup(t->tested->name), "/", '-');
        g_autofree char *number = t->cores->len ? g_strdup_printf(".%u", t->cores->len + 1) : g_strdup("");
        g_autofree char *file = g_strdup_printf("%s%s.core", name, number);

        return g_build_filename(tck_vm_directory(t->vm), file, NULL);
}

const TckCore *tck_take_core(Tck *t, const TckCoreOptions *options) {
        g_autofree char *path = t->over ? NULL : core_path(t);
        GError *error = NULL;
        TckCore *core;

        if (t->over)
                return NULL;
        if (!tck_core_take(tck_vm_qmp(t->vm), path, options, deadline(t), &error)) {
                core_trouble(t, "dump-guest-memory to succeed", error);
                return NULL;
        }
        g_ptr_array_add(t->core_files, g_strdup(path));
        core = tck_core_open(path, &error);
        if (core)
                g_ptr_array_add(t->cores, core);
        else
                core_trouble(t, "a core that can be read", error);
        return core;
}

/* A core is as long as the guest's memory: it is kept where there is something to find in it. */
static void end_cores(Tck *t) {
        g_ptr_array_unref(t->cores);
        for (guint i = 0; t->outcome->verdict == TCK_PASS && i < t->core_files->len; i++)
                unlink(t->core_files->pdata[i]);
        g_ptr_array_unref(t->core_files);
}

/* ---- the other client ---- */

static Qmp *second_client(Tck *t) {
        GError *error = NULL;
        Qmp *qmp = t->over ? NULL : tck_vm_second_qmp(t->vm, deadline(t), &error);

        if (!t->over && !qmp)
                trouble(t, "a second client to be served", error);
        return qmp;
}

void tck_attach_second_client(Tck *t) {
        second_client(t);
}

void tck_expect_second_status(Tck *t, const char *status) {
        Qmp *qmp = second_client(t);
        g_autofree char *expected = g_strdup_printf("a second client to be told run state %s", status);
        g_autoptr(JsonNode) answer = NULL;
        GError *error = NULL;
        const char *seen;

        if (t->over)
                return;
        answer = qmp_execute(qmp, "query-status", NULL, deadline(t), &error);
        if (!answer) {
                trouble(t, expected, error);
                return;
        }
        seen = JSON_NODE_HOLDS_OBJECT(answer) ? tck_json_string(json_node_get_object(answer), "status") : NULL;
        if (g_strcmp0(seen, status) != 0)
                tck_fail(t, expected, "%s", seen ? seen : "none");
}

/* The events of the first client are in by now, so a reply fences those of the second too. */
void tck_expect_second_event(Tck *t, const char *name, const char *members) {
        Qmp *qmp = second_client(t);
        g_autofree char *expected = g_strdup_printf("a second client to be told %s with %s", name, members);
        GError *error = NULL;

        if (!t->over && !qmp_do(qmp, "query-status", NULL, deadline(t), &error))
                trouble(t, expected, error);
        while (!t->over) {
                g_autoptr(JsonObject) event = qmp_next_event(qmp);

                if (!event)
                        tck_fail(t, expected, "that it was not");
                else if (g_str_equal(tck_json_string(event, "event"), name) && has_members(event, members))
                        return;
        }
}

void tck_migrate(Tck *t) {
        GError *error = NULL;
        TckVm *moved = t->over ? NULL : tck_snapshot_move(t->vm, tck_deadline(t->boot_timeout), &error);

        if (t->over)
                return;
        if (!moved) {
                refused_or_trouble(t, "the guest to migrate", error);
                return;
        }
        /* It tells of itself for the last time. What the other has told so far stays queued. */
        tck_expect_no_event(t);
        tck_expect_status(t, "postmigrate");
        if (!t->over && !tck_vm_flush(t->vm, &error))
                trouble(t, "the evidence to be written", error);
        t->vm = moved;
        t->hellos = tck_probe_hellos(tck_vm_probe(moved));
}

void tck_fail_migration(Tck *t) {
        GError *error = NULL;

        if (!t->over && !tck_snapshot_fail(t->vm, deadline(t), &error))
                refused_or_trouble(t, "a migration to begin, and to fail", error);
}

void tck_kill(Tck *t, int number) {
        if (t->over)
                return;
        t->signalled = number;
        t->idle = FALSE;
        kill(tck_vm_pid(t->vm), number);
}

void tck_expect_killed(Tck *t, int number) {
        g_autofree char *expected = g_strdup_printf("QEMU to be killed by signal %d", number);
        g_autofree char *seen = NULL;
        GError *error = NULL;
        int raw;

        if (t->over)
                return;
        if (!tck_vm_wait_exit(t->vm, deadline(t), &raw, &error)) {
                trouble(t, expected, error);
                return;
        }
        seen = tck_child_status_text(raw);
        if (ended_from_outside(t, raw))
                decide(t, TCK_ERROR_VERDICT, g_strdup_printf("waiting for %s: it %s", expected, seen));
        else if (!WIFSIGNALED(raw) || WTERMSIG(raw) != number)
                tck_fail(t, expected, "that it %s", seen);
}

void tck_expect_exit(Tck *t, int status) {
        g_autofree char *expected = g_strdup_printf("QEMU to exit with status %d", status);
        g_autofree char *seen = NULL;
        GError *error = NULL;
        int raw;

        if (t->over)
                return;
        if (!tck_vm_wait_exit(t->vm, deadline(t), &raw, &error)) {
                g_autofree char *state = NULL;

                if (!g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT)) {
                        trouble(t, expected, error);
                        return;
                }
                /* If the monitor still answers, this is no silence: QEMU lives. */
                g_error_free(error);
                state = query_status(t);
                tck_fail(t, expected, "a QEMU that lives on, in run state %s", state);
                return;
        }
        seen = tck_child_status_text(raw);
        if (ended_from_outside(t, raw))
                decide(t, TCK_ERROR_VERDICT, g_strdup_printf("waiting for %s: it %s", expected, seen));
        else if (!WIFEXITED(raw) || WEXITSTATUS(raw) != status)
                tck_fail(t, expected, "that it %s", seen);
}

/* ---- the guest ---- */

static void start(Tck *t, const char *command) {
        GError *error = NULL;

        t->idle = FALSE;
        if (!t->over && !tck_probe_send(tck_vm_probe(t->vm), command, &t->started, &error))
                trouble(t, command, error);
}

void tck_start(Tck *t, const char *format, ...) {
        g_autofree char *command = NULL;
        va_list list;

        va_start(list, format);
        command = g_strdup_vprintf(format, list);
        va_end(list);
        start(t, command);
}

static char *answer_text(const struct wire_message *answer) {
        g_autoptr(GString) text = g_string_new(answer->kind == WIRE_FAULT ? "exception" : "error");

        for (size_t i = 0; i < answer->count; i++)
                g_string_append_printf(text, " %s", answer->value[i]);
        return g_strdup(text->str);
}

static void decide_garbage(Tck *t) {
        decide(t, TCK_ERROR_VERDICT,
               g_strdup_printf("the guest said on the wire what is no answer: \"%s\"",
                               tck_probe_garbage(tck_vm_probe(t->vm))));
}

/* A guest that owes an answer and is stopped will not give it. */
static void check_that_it_runs(Tck *t) {
        g_autofree char *status = settle(t);

        if (!t->over && status && !g_str_equal(status, "running") && !tck_probe_pending(tck_vm_probe(t->vm)))
                tck_fail(t, "the guest's operation to come to an end", "a guest that stands in %s", status);
}

/* Awaits the answer to the operation begun, whatever it is, and leaves it in t->answer. FALSE after a verdict. */
static gboolean await_answer(Tck *t) {
        TckProbe *probe = tck_vm_probe(t->vm);
        gint64 last = deadline(t);
        GError *error = NULL;

        while (!t->over && !tck_probe_next(probe, &t->answer)) {
                if (tck_probe_hellos(probe) > t->hellos)
                        tck_fail(t, "the guest's operation to come to an end", "that the guest started anew");
                else if (tck_probe_garbage(probe))
                        decide_garbage(t);
                else if (pump(t, last, &error))
                        continue;
                else if (only_quiet(error, last))
                        check_that_it_runs(t);
                else if (!tck_probe_pending(probe))
                        trouble(t, "the probe's answer", g_steal_pointer(&error));
                g_clear_error(&error);
        }
        if (!t->over && t->answer.number != t->started)
                decide(t, TCK_ERROR_VERDICT,
                       g_strdup_printf("the probe answered command 0x%" G_GINT64_MODIFIER "x, not 0x%" G_GINT64_MODIFIER
                                       "x, which it was asked last",
                                       t->answer.number, t->started));
        if (t->over)
                return FALSE;
        t->started = 0;
        t->idle = TRUE;
        return TRUE;
}

void tck_expect_finished(Tck *t) {
        g_autofree char *text = NULL;

        if (!await_answer(t) || t->answer.kind == WIRE_OK)
                return;
        text = answer_text(&t->answer);
        tck_fail(t, "the guest's operation to succeed", "%s", text);
}

size_t tck_values(const Tck *t) {
        return t->over ? 0 : t->answer.count;
}

const char *tck_text(Tck *t, size_t place) {
        if (!t->over && place < t->answer.count)
                return t->answer.value[place];
        if (!t->over)
                decide(t, TCK_ERROR_VERDICT, g_strdup_printf("the probe's answer has no value %zu", place));
        return "";
}

guint64 tck_number(Tck *t, size_t place) {
        const char *text = tck_text(t, place);
        guint64 value = 0;

        if (!t->over && !wire_number(text, &value))
                decide(t, TCK_ERROR_VERDICT, g_strdup_printf("the probe answered %s, which is no number", text));
        return value;
}

/* The answer is no success, and not the error that was allowed for. */
static void fail_answer(Tck *t, const char *command, const char *reason) {
        g_autofree char *expected = g_strdup_printf("%s to be answered with error %s", command, reason);
        g_autofree char *text = answer_text(&t->answer);

        tck_fail(t, expected, "%s", text);
}

gboolean tck_try(Tck *t, const char *reason, const char *format, ...) {
        g_autofree char *command = NULL;
        va_list list;

        va_start(list, format);
        command = g_strdup_vprintf(format, list);
        va_end(list);
        start(t, command);
        if (!await_answer(t))
                return FALSE;
        if (t->answer.kind != WIRE_OK && !(t->answer.kind == WIRE_ERROR && g_str_equal(t->answer.value[0], reason)))
                fail_answer(t, command, reason);
        return t->answer.kind == WIRE_OK;
}

void tck_expect_error(Tck *t, const char *reason, const char *format, ...) {
        g_autofree char *command = NULL;
        va_list list;

        va_start(list, format);
        command = g_strdup_vprintf(format, list);
        va_end(list);
        if (tck_try(t, reason, "%s", command))
                fail_answer(t, command, reason);
}

void tck_expect_fault(Tck *t, guint vector, const char *format, ...) {
        g_autofree char *command = NULL, *expected = NULL, *text = NULL;
        guint64 seen = 0;
        va_list list;

        va_start(list, format);
        command = g_strdup_vprintf(format, list);
        va_end(list);
        start(t, command);
        if (!await_answer(t) ||
            (t->answer.kind == WIRE_FAULT && wire_number(t->answer.value[0], &seen) && seen == vector))
                return;
        expected = g_strdup_printf("%s to raise exception 0x%x", command, vector);
        text = t->answer.kind == WIRE_OK ? g_strdup("that it did not") : answer_text(&t->answer);
        tck_fail(t, expected, "%s", text);
}

guint64 tck_cpu_info(Tck *t, guint cpu, const char *key) {
        g_autofree char *prefix = g_strdup_printf("%s=", key);
        guint64 value = 0;

        tck_do(t, "on %u info", cpu);
        for (size_t i = 0; i < tck_values(t); i++)
                if (g_str_has_prefix(t->answer.value[i], prefix) &&
                    wire_number(t->answer.value[i] + strlen(prefix), &value))
                        return value;
        if (!t->over)
                decide(t, TCK_ERROR_VERDICT, g_strdup_printf("the probe's info has no %s", key));
        return 0;
}

guint64 tck_info(Tck *t, const char *key) {
        return tck_cpu_info(t, 0, key);
}

void tck_interrupt(Tck *t) {
        GError *error = NULL;

        if (!t->over && !tck_probe_nudge(tck_vm_probe(t->vm), &error))
                trouble(t, "the probe to be interrupted", error);
        tck_expect_finished(t);
}

void tck_expect_unfinished(Tck *t) {
        TckProbe *probe = tck_vm_probe(t->vm);
        GError *error = NULL;

        if (t->over)
                return;
        if (!tck_probe_pump(probe, &error))
                trouble(t, "a guest that stands still", error);
        else if (tck_probe_pending(probe))
                tck_fail(t, "a guest that stands still", "its operation come to an end");
}

guint64 tck_do(Tck *t, const char *format, ...) {
        g_autofree char *command = NULL;
        guint64 value = 0;
        va_list list;

        va_start(list, format);
        command = g_strdup_vprintf(format, list);
        va_end(list);
        start(t, command);
        tck_expect_finished(t);
        if (tck_values(t))
                wire_number(tck_text(t, 0), &value);
        return value;
}

void tck_order(Tck *t, const char *operation) {
        start(t, operation);
        tck_expect_finished(t);
        t->idle = FALSE;
}

char *tck_describe(Tck *t, guint64 address) {
        g_autofree char *path = tck_vm_symbols_file(t->vm);
        g_autoptr(TckSymbols) symbols = t->over ? NULL : tck_symbols_open(path, NULL);
        guint64 image = symbols ? tck_info(t, "image") : 0;

        return symbols && !t->over ? tck_symbols_describe(symbols, address, image - tck_symbols_start(symbols)) : NULL;
}

guint tck_port(const Tck *t) {
        return t->tested->vm.ioport ? (guint) strtoul(t->tested->vm.ioport, NULL, 16) : PVPANIC_PORT;
}

guint64 tck_read_port(Tck *t) {
        return tck_do(t, "in 1 %#x", tck_port(t));
}

void tck_start_write_port(Tck *t, guint value) {
        tck_start(t, "out 1 %#x %#x", tck_port(t), value);
}

void tck_write_port(Tck *t, guint value) {
        tck_start_write_port(t, value);
        tck_expect_finished(t);
}

void tck_expect_hello(Tck *t) {
        TckProbe *probe = tck_vm_probe(t->vm);
        GError *error = NULL;

        if (t->over)
                return;
        t->started = 0;
        if (!tck_probe_await_hello(probe, ++t->hellos, tck_deadline(t->boot_timeout), &error))
                trouble(t, "the probe to start anew", error);
}

/* ---- the end ---- */

/* A case that ends its VM leaves no monitor to ask; one that does not has to leave the guest running and idle. */
static void check_what_is_left(Tck *t) {
        g_autoptr(JsonObject) event = NULL;
        g_autofree char *seen = NULL;
        GError *error = NULL;

        if (!t->over && !t->tested->ends)
                tck_expect_status(t, "running");
        if (!t->over && tck_probe_hellos(tck_vm_probe(t->vm)) != t->hellos)
                tck_fail(t, "a guest that runs on", "that it started anew");
        if (!t->over && tck_probe_garbage(tck_vm_probe(t->vm)))
                decide_garbage(t);
        if (!t->over && t->started && !t->tested->ends)
                decide(t, TCK_ERROR_VERDICT, g_strdup("the case left an operation of the guest unfinished"));
        if (!t->over && (event = take_event(t))) {
                seen = event_text(event);
                tck_fail(t, "no further event", "%s", seen);
        }
        if (!t->over && qmp_stray_replies(tck_vm_qmp(t->vm)))
                tck_fail(t, "one reply to each command", "a reply that no command asked for");
        if (!tck_vm_flush(t->vm, &error)) {
                /* Over whatever verdict there was: nobody could check it any more. */
                g_clear_pointer(&t->outcome->message, g_free);
                g_clear_pointer(&t->outcome->expected, g_free);
                g_clear_pointer(&t->outcome->seen, g_free);
                t->over = FALSE;
                trouble(t, "the evidence to be written", error);
        }
}

/* How QEMU has ended, -1 if it has not. */
static int exit_status(Tck *t) {
        int status;

        return tck_vm_wait_exit(t->vm, 0, &status, NULL) ? status : -1;
}

/* What became of the guest in a case that came out badly: told by the events, by QEMU's end, or by the console alone. Its
 * record goes to the VM's artifacts. */
static void tell_incident(Tck *t) {
        const char *directory = tck_vm_directory(t->vm), *name = tck_vm_name(t->vm);
        g_autofree char *console = g_build_filename(directory, "console.log", NULL);
        g_autoptr(TckOops) oops = tck_evidence_oops(console, 0);
        int status = exit_status(t);
        g_autoptr(GError) error = NULL;
        JsonObject *event;

        while ((event = take_event(t)))
                json_object_unref(event);
        if (t->incident && status != -1)
                t->incident->end = tck_child_status_text(status);
        else if (status != -1)
                t->incident = tck_incident_of_end(status, name);
        else if (!t->incident && oops && oops->panic)
                t->incident = tck_incident_new(TCK_INCIDENT_UNNOTIFIED, name);
        if (!t->incident)
                return;
        tck_evidence_read_console(console, t->incident);
        if (!tck_autopsy_resolve(t->incident, NULL, &error) || !tck_evidence_write(directory, t->incident, &error))
                tck_incident_add_trouble(t->incident, g_strdup(error->message));
        t->outcome->incident = tck_incident_words(t->incident);
}

TckOutcome *tck_end(Tck *t) {
        TckOutcome *outcome = t->outcome;

        check_what_is_left(t);
        end_cores(t);
        if (outcome->verdict >= TCK_FAIL)
                tell_incident(t);
        g_clear_pointer(&t->incident, tck_incident_free);
        outcome->duration = g_get_monotonic_time() - t->began;
        g_free(t);
        return outcome;
}
