/* SPDX-License-Identifier: BSD-2-Clause */
#include "watcher.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arrival.h"
#include "autopsy.h"
#include "child.h"
#include "error.h"
#include "evidence.h"
#include "hook.h"
#include "json.h"
#include "process.h"
#include "qmp.h"
#include "vcpu.h"
#include "wait.h"

enum { LOOKS_MAX = 256, END_SECONDS = 2 };

static const double LOOKS_PER_HANG = 10, RESETS_SECONDS = 2, QUIET_SECONDS = 10, CONSOLE_SECONDS = 1;

/* Of the time that makes a hang, a CPU that loops has to have run for this part. */
static const double LEAST_SHARE = 0.75;

struct TckWatcher {
        TckWatch *watch;
        char *socket, *console;
        GThread *thread;
        int stop_fd; /* readable once it is to end */
        gboolean gave_up;

        /* Of the hypervisor that is attached. */
        Qmp *qmp;
        TckProcess *process;
        char *guest;
        char *architecture;
        TckIncident *last; /* the incident that what comes next may belong to */
        char *folder;      /* its folder, NULL if there is none */
        gboolean shut_down;
        gboolean unreachable;
        gboolean notified;   /* of a panic, or of a crash kernel, since the guest was booted */
        guint64 boot;        /* where on the console the guest's last boot begins, as far as it is known */
        guint64 console_end; /* as far as it was looked at for a panic that nobody is told of */
        gint64 reset;        /* when the machine was reset last */
        GPtrArray *looks;
        gint64 first_look;
        gboolean hung;
        guint incidents;
};

static void note(TckWatcher *watcher, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void note(TckWatcher *watcher, const char *format, ...) {
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        g_mutex_lock(&watcher->watch->mutex);
        watcher->watch->note(watcher->watch->data, watcher->guest ? watcher->guest : watcher->socket, text);
        g_mutex_unlock(&watcher->watch->mutex);
}

/* ---- an incident ---- */

/* Takes the error over. */
static void add_trouble(TckIncident *incident, GError *error) {
        tck_incident_add_trouble(incident, g_strdup(error->message));
        g_error_free(error);
}

/* The record first, so that it is there whatever comes next. */
static void write_record(TckWatcher *watcher) {
        g_autoptr(GError) error = NULL;

        if (watcher->folder && !tck_evidence_write(watcher->folder, watcher->last, &error))
                note(watcher, "cannot write an incident's record: %s", error->message);
}

/* Not of a hypervisor that is about to end: QEMU can wait for ever then for a command that came too late
 * (docs/findings/qmp-command-at-exit.md). */
static gboolean can_ask(const TckWatcher *watcher) {
        const TckIncident *incident = watcher->last;
        gboolean ends = watcher->shut_down || g_strcmp0(incident->action, "poweroff") == 0 ||
                        incident->kind == TCK_INCIDENT_PV_SHUTDOWN;

        return watcher->qmp && !ends && incident->kind != TCK_INCIDENT_UNREACHABLE;
}

static void learn_run_state(TckWatcher *watcher) {
        g_autoptr(JsonNode) answer = NULL;
        const char *status;

        if (*watcher->last->run_state || !can_ask(watcher))
                return;
        answer = qmp_execute(watcher->qmp, "query-status", NULL, tck_deadline(watcher->watch->timeout), NULL);
        status = answer && JSON_NODE_HOLDS_OBJECT(answer) ? tck_json_string(json_node_get_object(answer), "status")
                                                          : NULL;
        if (status) {
                g_free(watcher->last->run_state);
                watcher->last->run_state = g_strdup(status);
        }
}

static void keep_console(TckWatcher *watcher) {
        GError *error = NULL;

        if (watcher->folder && watcher->console &&
            !tck_evidence_keep_console(watcher->folder, watcher->console, watcher->boot, watcher->last, &error))
                add_trouble(watcher->last, error);
}

static void resolve(TckWatcher *watcher) {
        GError *error = NULL;

        if (!tck_autopsy_resolve(watcher->last, watcher->watch->symbols, &error))
                add_trouble(watcher->last, error);
}

static gboolean wants_core(const TckWatcher *watcher) {
        TckIncidentKind kind = watcher->last->kind;

        if (!watcher->folder || watcher->watch->core == TCK_CORE_NEVER)
                return FALSE;
        return kind == TCK_INCIDENT_PANICKED || kind == TCK_INCIDENT_UNNOTIFIED ||
               watcher->watch->core == TCK_CORE_ALWAYS;
}

static void take_core(TckWatcher *watcher) {
        const TckWatch *watch = watcher->watch;
        GError *error = NULL;

        if (!wants_core(watcher))
                return;
        if (!can_ask(watcher))
                tck_incident_add_trouble(watcher->last, g_strdup("no core: there is no guest any more to take one of; "
                                                                 "-action panic=pause keeps one that panicked"));
        else if (!tck_autopsy_take_core(watcher->last, watcher->folder, watcher->qmp, watch->format, watch->symbols,
                                        tck_deadline(watch->core_timeout), &error))
                add_trouble(watcher->last, error);
}

static void run_hook(TckWatcher *watcher) {
        const TckWatch *watch = watcher->watch;
        g_autoptr(GError) error = NULL;

        if (!watch->hook || !watcher->folder)
                return;
        if (!tck_hook_run(watch->hook, watcher->last, watcher->folder, tck_deadline(watch->hook_timeout), &error)) {
                tck_incident_add_trouble(watcher->last, g_strdup_printf("the hook: %s", error->message));
                write_record(watcher);
        }
}

/* Takes the incident over: from its record on disk to what everybody is told. */
static void tell(TckWatcher *watcher, TckIncident *incident) {
        TckWatch *watch = watcher->watch;
        g_autoptr(GError) error = NULL;

        g_clear_pointer(&watcher->last, tck_incident_free);
        g_free(watcher->folder);
        watcher->last = incident;
        watcher->incidents++;
        watcher->folder = tck_evidence_create(watch->directory, incident, &error);
        if (!watcher->folder)
                note(watcher, "%s", error->message);
        write_record(watcher);
        learn_run_state(watcher);
        keep_console(watcher);
        resolve(watcher);
        take_core(watcher);
        write_record(watcher);
        run_hook(watcher);
        g_mutex_lock(&watch->mutex);
        watch->incident(watch->data, incident, watcher->folder);
        g_mutex_unlock(&watch->mutex);
}

/* ---- what the guest tells its console alone ---- */

/* The console's size, 0 if there is none. */
static guint64 console_size(const TckWatcher *watcher) {
        struct stat status;
        gboolean there = watcher->console && stat(watcher->console, &status) == 0 && S_ISREG(status.st_mode);

        return there ? (guint64) status.st_size : 0;
}

static void begin_boot(TckWatcher *watcher) {
        watcher->notified = FALSE;
        watcher->reset = g_get_monotonic_time();
        watcher->boot = watcher->console_end = console_size(watcher);
}

/* Whether the console ends with the guest's giving up, and nobody has been told. One that may still run has to be through with
 * it, too: it tells its console first. */
static gboolean is_unnotified(const TckWatcher *watcher, gboolean runs) {
        g_autoptr(TckOops) oops =
                watcher->console && !watcher->notified ? tck_evidence_oops(watcher->console, watcher->boot) : NULL;

        return oops && oops->panic && oops->last && (oops->over || !runs);
}

/* A guest that runs, and has said all that it has to say: Linux goes on for ever after a panic, with interrupts enabled. */
static void look_for_a_panic(TckWatcher *watcher) {
        guint64 before = watcher->console_end;

        watcher->console_end = console_size(watcher);
        if (watcher->console_end == before || !is_unnotified(watcher, TRUE))
                return;
        watcher->notified = TRUE;
        tell(watcher, tck_incident_new(TCK_INCIDENT_UNNOTIFIED, watcher->guest));
}

/* ---- what the monitor tells ---- */

/* Firmware resets the machine once more on its way up from a reset. */
static gboolean is_echo(const TckWatcher *watcher, const TckIncident *incident) {
        gint64 since = g_get_monotonic_time() - watcher->reset;

        return incident->kind == TCK_INCIDENT_RESET && watcher->reset &&
               since < (gint64) (RESETS_SECONDS * G_USEC_PER_SEC);
}

static void forget_looks(TckWatcher *watcher) {
        g_ptr_array_set_size(watcher->looks, 0);
        watcher->hung = FALSE;
}

/* Whether the host knows by this that the guest panicked. */
static gboolean is_notice(const TckIncident *incident) {
        return incident->kind == TCK_INCIDENT_PANICKED || incident->kind == TCK_INCIDENT_CRASH_LOADED;
}

/* What the event says of how things stand, incident or not. */
static void take_note(TckWatcher *watcher, const char *event, const TckIncident *incident) {
        forget_looks(watcher);
        watcher->notified |= incident && is_notice(incident);
        if (g_str_equal(event, "SHUTDOWN"))
                watcher->shut_down = TRUE;
        else if (g_str_equal(event, "RESET") || g_str_equal(event, "RESUME"))
                watcher->shut_down = FALSE;
}

static void take_incident(TckWatcher *watcher, TckIncident *incident) {
        if ((incident->kind == TCK_INCIDENT_RESET || incident->kind == TCK_INCIDENT_POWERED_OFF) &&
            is_unnotified(watcher, FALSE))
                incident->kind = TCK_INCIDENT_UNNOTIFIED;
        if (watcher->last && tck_incident_follows(incident, watcher->last)) {
                g_free(watcher->last->reason);
                watcher->last->reason = g_strdup(incident->reason);
                write_record(watcher);
                tck_incident_free(incident);
        } else if (is_echo(watcher, incident)) {
                tck_incident_free(incident);
        } else {
                tell(watcher, incident);
        }
}

static void take_event(TckWatcher *watcher, JsonObject *event) {
        const char *name = tck_json_string(event, "event");
        TckIncident *incident = tck_incident_of_event(event, watcher->guest, watcher->architecture);

        take_note(watcher, name, incident);
        if (incident)
                take_incident(watcher, incident);
        if (g_str_equal(name, "RESET"))
                begin_boot(watcher);
}

static gboolean is_stopped(const TckWatcher *watcher) {
        return tck_cancelled() || tck_wait_readable(&watcher->stop_fd, 1, 0, NULL);
}

static gboolean done(const TckWatcher *watcher) {
        return is_stopped(watcher) || (watcher->watch->once && watcher->incidents);
}

static void take_events(TckWatcher *watcher) {
        JsonObject *event;

        while (!done(watcher) && (event = qmp_next_event(watcher->qmp))) {
                take_event(watcher, event);
                json_object_unref(event);
        }
}

/* The hypervisor is gone: by a way that it told before, or this is an incident of its own. */
static void take_end(TckWatcher *watcher) {
        int status = -1;

        g_clear_pointer(&watcher->qmp, qmp_free);
        if (watcher->process)
                tck_process_wait(watcher->process, tck_deadline(END_SECONDS), &status, NULL);
        if (!watcher->shut_down) {
                tell(watcher, tck_incident_of_end(status, watcher->guest));
        } else if (watcher->last && status != -1) {
                watcher->last->end = tck_child_status_text(status);
                write_record(watcher);
        }
}

/* ---- what nobody tells ---- */

static void tell_hang(TckWatcher *watcher) {
        gboolean panicked = is_unnotified(watcher, FALSE);
        TckIncident *incident =
                tck_incident_new(panicked ? TCK_INCIDENT_UNNOTIFIED : TCK_INCIDENT_HUNG, watcher->guest);
        const GArray *last = watcher->looks->pdata[watcher->looks->len - 1];
        g_autoptr(GStrvBuilder) texts = g_strv_builder_new();

        for (guint i = 0; i < last->len; i++) {
                g_autofree char *text = tck_vcpu_text(watcher->looks, i);

                g_strv_builder_add(texts, text);
        }
        incident->cpus = g_strv_builder_end(texts);
        watcher->notified |= panicked;
        tell(watcher, incident);
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
                        look_for_a_panic(watcher);
        } else if (g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT)) {
                if (!watcher->unreachable)
                        tell(watcher, tck_incident_new(TCK_INCIDENT_UNREACHABLE, watcher->guest));
                watcher->unreachable = TRUE;
        }
        return answer || !g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED);
}

/* After how much silence to look by oneself. */
static double quiet_seconds(const TckWatcher *watcher) {
        double quiet = watcher->watch->hang > 0 ? watcher->watch->hang / LOOKS_PER_HANG : QUIET_SECONDS;

        return watcher->console ? MIN(quiet, CONSOLE_SECONDS) : quiet;
}

static void follow(TckWatcher *watcher) {
        double quiet = quiet_seconds(watcher);

        while (!done(watcher)) {
                g_autoptr(GError) error = NULL;
                const int fds[] = {qmp_fd(watcher->qmp), watcher->stop_fd};
                gboolean more = tck_wait_readable(fds, G_N_ELEMENTS(fds), tck_deadline(quiet), &error) &&
                                qmp_pump(watcher->qmp, &error);

                take_events(watcher);
                if (done(watcher) || more)
                        continue;
                if (g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT) && ask(watcher))
                        continue;
                qmp_pump(watcher->qmp, NULL); /* what it said last, if the end was found in writing to it */
                take_events(watcher);
                if (!is_stopped(watcher) && !g_error_matches(error, TCK_ERROR, TCK_ERROR_PROTOCOL))
                        take_end(watcher);
                else if (!is_stopped(watcher))
                        note(watcher, "%s", error->message);
                return;
        }
}

/* ---- attaching ---- */

/* The value of a query's member that is a text. Free with g_free(). */
static char *query(Qmp *qmp, const char *command, const char *member, gint64 deadline) {
        g_autoptr(JsonNode) answer = qmp_execute(qmp, command, NULL, deadline, NULL);

        if (!answer || !JSON_NODE_HOLDS_OBJECT(answer))
                return NULL;
        return g_strdup(tck_json_string(json_node_get_object(answer), member));
}

static gboolean attach(TckWatcher *watcher, int fd) {
        gint64 deadline = tck_deadline(watcher->watch->timeout);
        g_autofree char *run_state = NULL;
        g_autoptr(GError) error = NULL;
        TckIncident *late;

        watcher->process = tck_process_of_peer(fd);
        watcher->qmp = qmp_new(fd, NULL);
        if (!qmp_handshake(watcher->qmp, deadline, &error)) {
                gboolean mute = g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT);

                /* One that ended before it could say anything is not one to give up: the next may come. */
                watcher->gave_up = !is_stopped(watcher) && !g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED);
                note(watcher, "%s%s", error->message, mute ? " (another client may hold this monitor)" : "");
                return FALSE;
        }
        watcher->guest = query(watcher->qmp, "query-name", "name", deadline);
        if (!watcher->guest)
                watcher->guest = g_strdup(watcher->socket);
        watcher->architecture = query(watcher->qmp, "query-target", "arch", deadline);
        run_state = query(watcher->qmp, "query-status", "status", deadline);
        note(watcher, "attached to QEMU %s, run state %s", qmp_version_text(watcher->qmp),
             run_state ? run_state : "unknown");
        late = run_state ? tck_incident_of_run_state(run_state, watcher->guest) : NULL;
        if (late) {
                watcher->notified = is_notice(late);
                tell(watcher, late);
        }
        return TRUE;
}

static void detach(TckWatcher *watcher) {
        g_clear_pointer(&watcher->qmp, qmp_free);
        g_clear_pointer(&watcher->process, tck_process_free);
        g_clear_pointer(&watcher->last, tck_incident_free);
        g_clear_pointer(&watcher->folder, g_free);
        g_clear_pointer(&watcher->guest, g_free);
        g_clear_pointer(&watcher->architecture, g_free);
        forget_looks(watcher);
        watcher->shut_down = watcher->unreachable = watcher->notified = FALSE;
        watcher->boot = watcher->console_end = 0;
        watcher->reset = 0;
}

static gpointer work(gpointer data) {
        TckWatcher *watcher = data;

        while (!watcher->gave_up && !done(watcher)) {
                g_autoptr(GError) error = NULL;
                int fd = tck_arrival_connect(watcher->socket, watcher->stop_fd, &error);

                if (fd < 0) {
                        watcher->gave_up = !g_error_matches(error, TCK_ERROR, TCK_ERROR_CANCELLED);
                        if (watcher->gave_up)
                                note(watcher, "%s", error->message);
                        break;
                }
                if (attach(watcher, fd))
                        follow(watcher);
                detach(watcher);
        }
        g_mutex_lock(&watcher->watch->mutex);
        watcher->watch->end(watcher->watch->data);
        g_mutex_unlock(&watcher->watch->mutex);
        return NULL;
}

TckWatcher *tck_watcher_start(TckWatch *watch, const char *socket, const char *console) {
        TckWatcher *watcher = g_new0(TckWatcher, 1);

        watcher->watch = watch;
        watcher->socket = g_strdup(socket);
        watcher->console = g_strdup(console);
        watcher->looks = g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref);
        watcher->stop_fd = eventfd(0, EFD_CLOEXEC);
        if (watcher->stop_fd < 0)
                g_error("eventfd: %s", g_strerror(errno));
        watcher->thread = g_thread_new("watcher", work, watcher);
        return watcher;
}

void tck_watcher_stop(TckWatcher *watcher) {
        eventfd_write(watcher->stop_fd, 1);
}

gboolean tck_watcher_join(TckWatcher *watcher) {
        gboolean good;

        g_thread_join(watcher->thread);
        good = !watcher->gave_up;
        g_ptr_array_unref(watcher->looks);
        close(watcher->stop_fd);
        g_free(watcher->socket);
        g_free(watcher->console);
        g_free(watcher);
        return good;
}
