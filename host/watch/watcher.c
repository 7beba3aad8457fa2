/* SPDX-License-Identifier: BSD-2-Clause */
#include "watcher.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "connect.h"
#include "autopsy.h"
#include "dump.h"
#include "error.h"
#include "json.h"
#include "process.h"
#include "qmp.h"
#include "vcpu.h"
#include "wait.h"

enum { LOOKS_MAX = 256, END_SECONDS = 2 };

static const double LOOKS_PER_HANG = 10, QUIET_SECONDS = 10, CONSOLE_SECONDS = 1;

/* Between tries with one that cannot be watched: the first time, doubled each time, up to the last. */
static const double RETRY_SECONDS = 0.05, RETRY_LONGEST_SECONDS = 1;

/* Of the time that makes a hang, a CPU that loops has to have run for this part. */
static const double LEAST_SHARE = 0.75;

struct TckWatcher {
        TckWatch *watch;
        char *socket, *console;
        TckTeller *teller;
        GThread *thread;
        int stop_fd; /* readable once it is to end */
        gboolean gave_up, attached_once;

        /* Of those that came and could not be watched, since the last that could. */
        char *failure; /* what was told of them; NULL if there were none */
        TckAgain again;
        double retry;

        /* Of the hypervisor that is attached. */
        Qmp *qmp;
        TckProcess *process;
        gboolean unreachable;
        GPtrArray *looks;
        gint64 first_look;
        gboolean hung;
};

/* The value of a query's member that is a text. Free with g_free(). */
static char *query(Qmp *qmp, const char *command, const char *member, gint64 deadline) {
        g_autoptr(JsonNode) answer = qmp_execute(qmp, command, NULL, deadline, NULL);

        if (!answer || !JSON_NODE_HOLDS_OBJECT(answer))
                return NULL;
        return g_strdup(tck_json_string(json_node_get_object(answer), member));
}

static gboolean is_timeout(const GError *error) {
        return g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT);
}

static gboolean is_stopped(const TckWatcher *watcher) {
        return tck_cancelled() || tck_wait_readable(&watcher->stop_fd, 1, 0, NULL);
}

static gboolean done(const TckWatcher *watcher) {
        return is_stopped(watcher) || tck_teller_done(watcher->teller);
}

static void note(TckWatcher *watcher, const char *text) {
        tck_watch_note(watcher->watch, tck_teller_guest(watcher->teller), "%s", text);
}

/* ---- those that cannot be watched ---- */

/* How many there were after the one that was told, if that is due or there are no more of them. */
static void note_failures(TckWatcher *watcher, gboolean over) {
        gint64 now = g_get_monotonic_time();
        g_autofree char *text = NULL;

        if (!watcher->failure || !tck_again_is_due(&watcher->again, now, over))
                return;
        tck_again_tell(&watcher->again, now);
        text = tck_again_text(&watcher->again);
        note(watcher, text);
}

static void forget_failures(TckWatcher *watcher) {
        note_failures(watcher, TRUE);
        g_clear_pointer(&watcher->failure, g_free);
        watcher->retry = RETRY_SECONDS;
}

/* One that does not come up is told once, however often it tries. */
static void note_failure(TckWatcher *watcher, const GError *error) {
        gint64 now = g_get_monotonic_time();

        if (g_strcmp0(watcher->failure, error->message) == 0) {
                tck_again_count(&watcher->again, now);
                note_failures(watcher, FALSE);
                return;
        }
        note_failures(watcher, TRUE);
        g_free(watcher->failure);
        watcher->failure = g_strdup(error->message);
        tck_again_begin(&watcher->again, now);
        note(watcher, error->message);
}

static void wait_for_retry(TckWatcher *watcher) {
        if (!is_stopped(watcher))
                tck_wait_readable(&watcher->stop_fd, 1, tck_deadline(watcher->retry), NULL);
        watcher->retry = MIN(watcher->retry * 2, RETRY_LONGEST_SECONDS);
}

/* ---- an incident ---- */

/* Not of a hypervisor that is about to end: QEMU can wait for ever then for a command that came too late
 * (docs/findings/qmp-command-at-exit.md). */
static gboolean can_ask(TckWatcher *watcher) {
        const TckIncident *incident = tck_teller_last(watcher->teller);
        gboolean ends = tck_teller_shut_down(watcher->teller) || g_strcmp0(incident->action, "poweroff") == 0 ||
                        incident->kind == TCK_INCIDENT_PV_SHUTDOWN;

        return watcher->qmp && !ends && incident->kind != TCK_INCIDENT_UNREACHABLE;
}

static char *run_state(gpointer data) {
        TckWatcher *watcher = data;

        return can_ask(watcher) ? query(watcher->qmp, "query-status", "status", tck_deadline(watcher->watch->timeout))
                                : NULL;
}

static char *no_core(gpointer data, const TckIncident *incident) {
        (void) incident;
        return can_ask(data) ? NULL
                             : g_strdup("no core: there is no guest any more to take one of; "
                                        "-action panic=pause keeps one that panicked");
}

static gboolean take_core(gpointer data, TckIncident *incident, const char *directory, GError **error) {
        const TckWatcher *watcher = data;
        const TckWatch *watch = watcher->watch;
        g_autofree char *path = g_build_filename(directory, "core", NULL);
        const TckCoreOptions options = {.format = watch->format};
        gint64 deadline = tck_deadline(watch->core_timeout);
        guint64 memory;
        guint cpus;

        return tck_core_take(watcher->qmp, path, &options, deadline, error) &&
               tck_guest_size(watcher->qmp, &cpus, &memory, deadline, error) &&
               tck_autopsy_read_core(incident, path, cpus, memory, watch->symbols, error);
}

/* ---- what the monitor tells ---- */

static void forget_looks(TckWatcher *watcher) {
        g_ptr_array_set_size(watcher->looks, 0);
        watcher->hung = FALSE;
}

static void take_events(TckWatcher *watcher) {
        JsonObject *event;

        while (!done(watcher) && (event = qmp_next_event(watcher->qmp))) {
                forget_looks(watcher);
                tck_teller_event(watcher->teller, event);
                json_object_unref(event);
        }
}

static void take_end(TckWatcher *watcher) {
        int status = -1;

        g_clear_pointer(&watcher->qmp, qmp_free);
        if (watcher->process)
                tck_process_wait(watcher->process, tck_deadline(END_SECONDS), &status, NULL);
        tck_teller_end(watcher->teller, status);
}

/* ---- what nobody tells ---- */

static void tell_hang(TckWatcher *watcher) {
        TckIncident *incident = tck_incident_new(tck_teller_unnotified(watcher->teller, FALSE) ? TCK_INCIDENT_UNNOTIFIED
                                                                                               : TCK_INCIDENT_HUNG,
                                                 tck_teller_guest(watcher->teller));
        const GArray *last = watcher->looks->pdata[watcher->looks->len - 1];
        g_autoptr(GStrvBuilder) texts = g_strv_builder_new();

        for (guint i = 0; i < last->len; i++) {
                g_autofree char *text = tck_vcpu_text(watcher->looks, i);

                g_strv_builder_add(texts, text);
        }
        incident->cpus = g_strv_builder_end(texts);
        tck_teller_tell(watcher->teller, incident);
}

/* For so long, by the clock and by the time that the host has given to CPUs that loop. */
static gboolean has_hung_for(const TckWatcher *watcher, double seconds) {
        gint64 since = g_get_monotonic_time() - watcher->first_look;
        double share = seconds * LEAST_SHARE * G_USEC_PER_SEC;

        return since >= (gint64) (seconds * G_USEC_PER_SEC) && tck_vcpus_ran(watcher->looks, (guint64) share);
}

/* One more look at the CPUs of a guest that is to run. */
static void look_for_a_hang(TckWatcher *watcher) {
        GPid process = watcher->process ? tck_process_pid(watcher->process) : 0;
        GArray *look = tck_vcpu_look(watcher->qmp, process, tck_deadline(watcher->watch->timeout), NULL);

        if (!look)
                return;
        if (!watcher->looks->len)
                watcher->first_look = g_get_monotonic_time();
        if (watcher->looks->len == LOOKS_MAX)
                g_ptr_array_remove_index(watcher->looks, 1);
        g_ptr_array_add(watcher->looks, look);
        if (watcher->looks->len < 2)
                return;
        if (!tck_vcpus_hang(watcher->looks)) {
                forget_looks(watcher);
        } else if (!watcher->hung && has_hung_for(watcher, watcher->watch->hang)) {
                watcher->hung = TRUE;
                tell_hang(watcher);
        }
}

/* Asks a monitor that has been quiet. FALSE if it has ended. */
static gboolean ask(TckWatcher *watcher) {
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) answer =
                qmp_execute(watcher->qmp, "query-status", NULL, tck_deadline(watcher->watch->timeout), &error);
        const char *status = answer && JSON_NODE_HOLDS_OBJECT(answer)
                                     ? tck_json_string(json_node_get_object(answer), "status")
                                     : NULL;

        if (answer) {
                watcher->unreachable = FALSE;
                take_events(watcher); /* what it told before it answered */
                if (watcher->watch->hang > 0 && g_strcmp0(status, "running") == 0 && !done(watcher))
                        look_for_a_hang(watcher);
                if (g_strcmp0(status, "running") == 0 && !done(watcher))
                        tck_teller_look(watcher->teller);
        } else if (is_timeout(error)) {
                if (!watcher->unreachable)
                        tck_teller_tell(watcher->teller,
                                        tck_incident_new(TCK_INCIDENT_UNREACHABLE, tck_teller_guest(watcher->teller)));
                watcher->unreachable = TRUE;
        }
        return answer || !g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED);
}

/* After how much silence to look by oneself. */
static double quiet_seconds(const TckWatcher *watcher) {
        double quiet = watcher->watch->hang > 0 ? watcher->watch->hang / LOOKS_PER_HANG : QUIET_SECONDS;

        return watcher->console ? MIN(quiet, CONSOLE_SECONDS) : quiet;
}

/* Until it ends. FALSE if it cannot be followed any more. */
static gboolean follow(TckWatcher *watcher) {
        double quiet = quiet_seconds(watcher);

        while (!done(watcher)) {
                g_autoptr(GError) error = NULL;
                const int fds[] = {qmp_fd(watcher->qmp), watcher->stop_fd};
                double patience = tck_teller_patience(watcher->teller, quiet);
                gboolean more = tck_wait_readable(fds, G_N_ELEMENTS(fds), tck_deadline(patience), &error) &&
                                qmp_pump(watcher->qmp, &error);

                take_events(watcher);
                tck_teller_tick(watcher->teller);
                if (done(watcher) || more || (patience < quiet && is_timeout(error)))
                        continue;
                if (is_timeout(error) && ask(watcher))
                        continue;
                qmp_pump(watcher->qmp, NULL); /* what it said last, if the end was found in writing to it */
                take_events(watcher);
                if (is_stopped(watcher))
                        return TRUE;
                if (g_error_matches(error, TCK_ERROR, TCK_ERROR_PROTOCOL)) {
                        note_failure(watcher, error);
                        return FALSE;
                }
                take_end(watcher);
                return TRUE;
        }
        return TRUE;
}

/* ---- attaching ---- */

static void on_crowd(gpointer data) {
        note(data, "others have connected to this monitor and wait to be heard: waiting behind them");
}

/* Whether nothing better is to be expected of whatever is there: no QMP server at the first try, or, if one incident is all that
 * is awaited, one that does not answer. One that ended before it could say anything is not one to give up: the next may come. */
static gboolean is_hopeless(const TckWatcher *watcher, const GError *error) {
        return !watcher->attached_once && !is_stopped(watcher) &&
               !g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED) && !(is_timeout(error) && !watcher->watch->once);
}

static gboolean shake_hands(TckWatcher *watcher, gint64 deadline) {
        g_autoptr(GError) error = NULL;

        if (qmp_handshake(watcher->qmp, deadline, &error))
                return TRUE;
        if (is_stopped(watcher))
                return FALSE;
        if (is_timeout(error))
                g_prefix_error(&error, "the monitor does not answer, another client may hold it: ");
        else if (g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED))
                g_prefix_error(&error, "a hypervisor has come, and gone before it could be watched: ");
        watcher->gave_up = is_hopeless(watcher, error);
        note_failure(watcher, error);
        return FALSE;
}

/* What the run state alone tells: a panic that was before it could be watched. One after that, but before the answer, has been
 * told by its event. */
static void tell_late(TckWatcher *watcher, const char *status) {
        TckIncident *late = status ? tck_incident_of_run_state(status, tck_teller_guest(watcher->teller)) : NULL;
        const TckIncident *last;

        take_events(watcher);
        last = tck_teller_last(watcher->teller);
        if (late && !done(watcher) && !(last && last->kind == late->kind))
                tck_teller_tell(watcher->teller, late);
        else
                tck_incident_free(late);
}

static gboolean attach(TckWatcher *watcher, int fd) {
        gint64 deadline = tck_deadline(watcher->watch->timeout);
        g_autofree char *guest = NULL, *architecture = NULL, *status = NULL, *text = NULL;

        watcher->process = tck_process_of_peer(fd);
        watcher->qmp = qmp_new(fd, NULL);
        if (!shake_hands(watcher, deadline))
                return FALSE;
        note_failures(watcher, TRUE);
        watcher->attached_once = TRUE;
        guest = query(watcher->qmp, "query-name", "name", deadline);
        architecture = query(watcher->qmp, "query-target", "arch", deadline);
        tck_teller_begin(watcher->teller, guest ? guest : watcher->socket, architecture);
        status = query(watcher->qmp, "query-status", "status", deadline);
        text = g_strdup_printf("attached to QEMU %s, run state %s", qmp_version_text(watcher->qmp),
                               status ? status : "unknown");
        note(watcher, text);
        tck_watch_attached(watcher->watch, tck_teller_guest(watcher->teller), TRUE);
        tell_late(watcher, status);
        return TRUE;
}

static void detach(TckWatcher *watcher, gboolean attached) {
        g_clear_pointer(&watcher->qmp, qmp_free);
        g_clear_pointer(&watcher->process, tck_process_free);
        if (attached)
                tck_watch_attached(watcher->watch, tck_teller_guest(watcher->teller), FALSE);
        tck_teller_over(watcher->teller);
        tck_teller_begin(watcher->teller, watcher->socket, NULL);
        forget_looks(watcher);
        watcher->unreachable = FALSE;
}

/* One hypervisor, from its beginning to its end. FALSE if there can be none. */
static gboolean watch_one(TckWatcher *watcher) {
        const TckConnectOptions options = {
                .stop_fd = watcher->stop_fd, .patient = watcher->attached_once, .crowded = on_crowd, .data = watcher};
        g_autoptr(GError) error = NULL;
        int fd = tck_connect(watcher->socket, &options, &error);
        gboolean attached;

        if (fd < 0) {
                watcher->gave_up = !g_error_matches(error, TCK_ERROR, TCK_ERROR_CANCELLED);
                if (watcher->gave_up)
                        note(watcher, error->message);
                return FALSE;
        }
        attached = attach(watcher, fd);
        if (attached && follow(watcher))
                forget_failures(watcher);
        detach(watcher, attached);
        if (watcher->failure)
                wait_for_retry(watcher);
        return TRUE;
}

static gpointer work(gpointer data) {
        TckWatcher *watcher = data;

        tck_watch_ready(watcher->watch);
        while (!watcher->gave_up && !done(watcher) && watch_one(watcher))
                ;
        forget_failures(watcher);
        tck_watch_end(watcher->watch);
        return NULL;
}

TckWatcher *tck_watcher_start(TckWatch *watch, const char *socket, const char *console) {
        static const TckHypervisor hypervisor = {.run_state = run_state, .no_core = no_core, .take_core = take_core};
        TckWatcher *watcher = g_new0(TckWatcher, 1);
        g_autoptr(GError) error = NULL;

        watcher->watch = watch;
        watcher->socket = g_strdup(socket);
        watcher->console = g_strdup(console);
        watcher->teller = tck_teller_new(watch, &hypervisor, watcher, socket, console);
        watcher->retry = RETRY_SECONDS;
        watcher->looks = g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref);
        watcher->stop_fd = tck_wake_fd(&error);
        if (watcher->stop_fd >= 0)
                watcher->thread = g_thread_try_new("watcher", work, watcher, &error);
        if (!watcher->thread) {
                watcher->gave_up = TRUE;
                tck_watch_note(watch, socket, "%s", error->message);
                tck_watch_ready(watch);
                tck_watch_end(watch);
        }
        return watcher;
}

void tck_watcher_stop(TckWatcher *watcher) {
        eventfd_write(watcher->stop_fd, 1);
}

gboolean tck_watcher_join(TckWatcher *watcher) {
        gboolean good;

        if (watcher->thread)
                g_thread_join(watcher->thread);
        good = !watcher->gave_up;
        tck_teller_free(watcher->teller);
        g_ptr_array_unref(watcher->looks);
        if (watcher->stop_fd >= 0)
                close(watcher->stop_fd);
        g_free(watcher->socket);
        g_free(watcher->console);
        g_free(watcher);
        return good;
}
