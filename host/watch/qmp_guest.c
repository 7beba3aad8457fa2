/* SPDX-License-Identifier: BSD-2-Clause */
#include "qmp_guest.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "arch.h"
#include "connect.h"
#include "error.h"
#include "failures.h"
#include "hang.h"
#include "json.h"
#include "child.h"
#include "qmp.h"
#include "qmp_core.h"
#include "reporter.h"
#include "screen.h"
#include "wait.h"

enum { END_SECONDS = 2 };

static const double LOOKS_PER_HANG = 10, QUIET_SECONDS = 10, CONSOLE_SECONDS = 1;

struct TckQmpGuest {
        TckWatch *watch;
        char *socket;
        TckReporter *reporter;
        GThread *thread;
        int stop_fd; /* readable when the watch has to end */
        gboolean gave_up, attached_once;

        TckFailures failures; /* since a hypervisor was last attached */

        /* Of the attached hypervisor. */
        Qmp *qmp;
        TckProcess *process;
        gboolean unreachable;
        TckHang hang;
        gboolean stopped; /* it has stopped, for a reason that is not known yet */
        char *standing;   /* the run state in which it is known to be stopped; NULL if it runs */
};

static gboolean is_timeout(const GError *error) {
        return g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT);
}

static gboolean is_stopped(const TckQmpGuest *guest) {
        return tck_cancelled() || tck_wait_readable(&guest->stop_fd, 1, 0, NULL);
}

static gboolean done(const TckQmpGuest *guest) {
        return is_stopped(guest) || tck_reporter_done(guest->reporter);
}

static void note(gpointer data, const char *text) {
        const TckQmpGuest *guest = data;

        tck_watch_note(guest->watch, guest->reporter->guest, "%s", text);
}

/* ---- an incident ---- */

/* Not if the hypervisor is ending: a command at that moment can make QEMU hang (docs/findings/qmp-command-at-exit.md). */
static gboolean can_ask(TckQmpGuest *guest) {
        const TckIncident *incident = tck_reporter_last(guest->reporter);
        gboolean ends = guest->reporter->shut_down || g_strcmp0(incident->action, "poweroff") == 0 ||
                        incident->kind == TCK_INCIDENT_PV_SHUTDOWN;

        return guest->qmp && !ends && incident->kind != TCK_INCIDENT_UNREACHABLE;
}

static char *run_state(gpointer data) {
        TckQmpGuest *guest = data;

        return can_ask(guest)
                       ? qmp_query_text(guest->qmp, "query-status", "status", tck_deadline(guest->watch->timeout), NULL)
                       : NULL;
}

static gboolean take_core(gpointer data, TckIncident *incident, const char *directory, GError **error) {
        TckQmpGuest *guest = data;

        return tck_qmp_take_core(can_ask(guest) ? guest->qmp : NULL, guest->watch, incident, directory, error);
}

static gboolean take_screen(gpointer data, G_GNUC_UNUSED const TckIncident *incident, const char *path,
                            gboolean *ret_taken, GError **error) {
        TckQmpGuest *guest = data;

        *ret_taken = FALSE;
        return !can_ask(guest) ||
               tck_screen_take(guest->qmp, path, tck_deadline(guest->watch->timeout), ret_taken, error);
}

/* ---- events of the monitor ---- */

/* If the guest stopped, asks at once why. */
static void take_change(TckQmpGuest *guest, const char *name) {
        tck_hang_forget(&guest->hang);
        if (g_str_equal(name, "STOP") || g_str_equal(name, "SUSPEND"))
                guest->stopped = TRUE;
        else
                g_clear_pointer(&guest->standing, g_free);
}

static void take_events(TckQmpGuest *guest) {
        JsonObject *event;

        while (!done(guest) && (event = qmp_next_event(guest->qmp))) {
                const char *name = tck_json_string(event, "event");

                if (tck_hang_is_ended_by(name))
                        take_change(guest, name);
                tck_reporter_event(guest->reporter, event);
                json_object_unref(event);
        }
}

static void take_end(TckQmpGuest *guest) {
        int status = -1;

        g_clear_pointer(&guest->qmp, qmp_free);
        if (guest->process)
                tck_process_wait(guest->process, tck_deadline(END_SECONDS), &status, NULL);
        tck_reporter_end(guest->reporter, status);
}

/* ---- states without an event ---- */

/* Without a parser for the registers, QEMU is not asked for them: for s390x, that would crash it (docs/findings/s390x-info-registers.md). */
static gboolean may_look_for_a_hang(const TckQmpGuest *guest) {
        const char *target = guest->reporter->architecture;

        return guest->watch->hang > 0 && (!target || tck_target_has_registers(target));
}

/* Samples the CPUs of a guest that should be running. */
static void look_for_a_hang(TckQmpGuest *guest) {
        GPid process = guest->process ? guest->process->pid : 0;
        gint64 deadline = tck_deadline(guest->watch->timeout);
        TckIncident *incident;

        if (!tck_hang_look(&guest->hang, guest->qmp, process, guest->watch->hang, deadline))
                return;
        incident = tck_incident_new(tck_reporter_console_kind(guest->reporter, FALSE, TCK_INCIDENT_HUNG),
                                    guest->reporter->guest);
        tck_hang_list_cpus(&guest->hang, incident->cpus);
        tck_reporter_report(guest->reporter, incident);
}

/* Reports why a guest is stopped, unless an event or an earlier query has reported it. `late`: the watch was just attached. */
static void tell_standing(TckQmpGuest *guest, const char *status, gboolean late) {
        TckIncident *incident = tck_incident_of_run_state(status, guest->reporter->guest, late);
        const TckIncident *last = tck_reporter_last(guest->reporter);
        gboolean known = !incident || g_strcmp0(guest->standing, status) == 0 ||
                         (last && guest->reporter->last->open && last->kind == incident->kind) ||
                         (incident->kind == TCK_INCIDENT_PANICKED && tck_reporter_has_reported_panic(guest->reporter));

        g_free(guest->standing);
        guest->standing = incident ? g_strdup(status) : NULL;
        if (known)
                tck_incident_free(incident);
        else
                tck_reporter_report(guest->reporter, incident);
}

static void tell_unreachable(TckQmpGuest *guest) {
        if (!guest->unreachable)
                tck_reporter_report(guest->reporter,
                                    tck_incident_new(TCK_INCIDENT_UNREACHABLE, guest->reporter->guest));
        guest->unreachable = TRUE;
}

/* Queries states that have no event. FALSE if the monitor has ended. */
static gboolean ask(TckQmpGuest *guest) {
        g_autoptr(GError) error = NULL;
        g_autofree char *status =
                qmp_query_text(guest->qmp, "query-status", "status", tck_deadline(guest->watch->timeout), &error);
        gboolean runs = g_strcmp0(status, "running") == 0;

        if (!error) {
                guest->unreachable = FALSE;
                take_events(guest); /* those that preceded the answer */
                if (!done(guest))
                        tell_standing(guest, status, FALSE);
                if (runs && may_look_for_a_hang(guest) && !done(guest))
                        look_for_a_hang(guest);
                if (runs && !done(guest))
                        tck_reporter_look(guest->reporter);
        } else if (is_timeout(error)) {
                take_events(guest); /* one may announce the end, in which the question is lost */
                if (!done(guest) && !guest->reporter->shut_down)
                        tell_unreachable(guest);
        }
        return !g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED);
}

/* Seconds between checks of the guest. Events do not postpone them, because many may be irrelevant. */
static double looks_seconds(const TckQmpGuest *guest) {
        double seconds = guest->watch->hang > 0 ? guest->watch->hang / LOOKS_PER_HANG : QUIET_SECONDS;

        return guest->reporter->console.path ? MIN(seconds, CONSOLE_SECONDS) : seconds;
}

/* Whether the guest has just stopped, and the hypervisor is not ending because of it. */
static gboolean may_ask_why(TckQmpGuest *guest) {
        gboolean stopped = guest->stopped;

        guest->stopped = FALSE;
        return stopped && (!tck_reporter_last(guest->reporter) || can_ask(guest));
}

/* Waits for messages of the monitor or the next check of the guest, and processes them. FALSE if the monitor has ended. */
static gboolean go_on(TckQmpGuest *guest, gint64 *look, GError **error) {
        const int fds[] = {guest->qmp->fd, guest->stop_fd, tck_log_follower_fd(guest->reporter->log)};
        gint64 history = tck_deadline(tck_history_patience(guest->reporter->history, QUIET_SECONDS));
        g_autoptr(GError) local = NULL;
        gboolean more =
                tck_wait_readable(fds, G_N_ELEMENTS(fds), MIN(history, *look), &local) && qmp_pump(guest->qmp, &local);

        take_events(guest);
        tck_reporter_read_log(guest->reporter);
        tck_history_tick(guest->reporter->history);
        if (!done(guest) && !more && !is_timeout(local)) {
                g_propagate_error(error, g_steal_pointer(&local));
                return FALSE;
        }
        if (done(guest) || (g_get_monotonic_time() < *look && !may_ask_why(guest)))
                return TRUE;
        *look = tck_deadline(looks_seconds(guest));
        return guest->reporter->shut_down || ask(guest); /* see can_ask() */
}

/* Follows the hypervisor until it ends. FALSE if that is no longer possible. */
static gboolean follow(TckQmpGuest *guest) {
        gint64 look = tck_deadline(looks_seconds(guest));

        while (!done(guest)) {
                g_autoptr(GError) error = NULL;

                if (go_on(guest, &look, &error))
                        continue;
                qmp_pump(guest->qmp, NULL); /* reads what is left if a write failed */
                take_events(guest);
                if (is_stopped(guest))
                        return TRUE;
                if (g_error_matches(error, TCK_ERROR, TCK_ERROR_PROTOCOL)) {
                        tck_failures_add(&guest->failures, error);
                        return FALSE;
                }
                take_end(guest);
                return TRUE;
        }
        return TRUE;
}

/* ---- attaching ---- */

static void on_crowd(gpointer data) {
        note(data, "other clients are connected to this monitor: waiting for them");
}

/* Whether to give up at the first attempt: no QMP server listens, or it does not answer and only one incident is awaited. Another one may
 * follow a server that has just ended. */
static gboolean is_hopeless(const TckQmpGuest *guest, const GError *error) {
        return !guest->attached_once && !is_stopped(guest) && !g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED) &&
               !(is_timeout(error) && !guest->watch->once);
}

static gboolean shake_hands(TckQmpGuest *guest, gint64 deadline) {
        g_autoptr(GError) error = NULL;

        if (qmp_handshake(guest->qmp, deadline, &error))
                return TRUE;
        if (is_stopped(guest))
                return FALSE;
        if (is_timeout(error))
                g_prefix_error(&error, "the monitor does not answer, another client may hold it: ");
        else if (g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED))
                g_prefix_error(&error, "a hypervisor started, and ended before it could be watched: ");
        guest->gave_up = is_hopeless(guest, error);
        tck_failures_add(&guest->failures, error);
        return FALSE;
}

static gboolean attach(TckQmpGuest *guest, int fd) {
        gint64 deadline = tck_deadline(guest->watch->timeout);
        g_autofree char *name = NULL, *architecture = NULL, *status = NULL;

        guest->process = tck_process_of_peer(fd);
        guest->qmp = qmp_new(fd, NULL);
        if (!shake_hands(guest, deadline))
                return FALSE;
        tck_failures_note(&guest->failures);
        guest->attached_once = TRUE;
        name = qmp_query_text(guest->qmp, "query-name", "name", deadline, NULL);
        architecture = qmp_query_text(guest->qmp, "query-target", "arch", deadline, NULL);
        tck_reporter_begin(guest->reporter, name ? name : guest->socket, architecture);
        guest->reporter->process = guest->process ? guest->process->pid : 0;
        status = qmp_query_text(guest->qmp, "query-status", "status", deadline, NULL);
        tck_watch_note(guest->watch, guest->reporter->guest, "attached to QEMU %s, run state %s",
                       guest->qmp->version_text, status ? status : "unknown");
        tck_watch_report(guest->watch, (TckNotice){.kind = TCK_NOTICE_ATTACHED, .guest = guest->reporter->guest});
        take_events(guest); /* those that preceded the answer */
        if (status && !done(guest))
                tell_standing(guest, status, TRUE);
        return TRUE;
}

static void detach(TckQmpGuest *guest, gboolean attached) {
        g_clear_pointer(&guest->qmp, qmp_free);
        g_clear_pointer(&guest->process, tck_process_free);
        if (attached)
                tck_watch_report(guest->watch,
                                 (TckNotice){.kind = TCK_NOTICE_DETACHED, .guest = guest->reporter->guest});
        tck_reporter_over(guest->reporter);
        tck_reporter_begin(guest->reporter, guest->socket, NULL);
        tck_hang_forget(&guest->hang);
        g_clear_pointer(&guest->standing, g_free);
        guest->stopped = FALSE;
        guest->unreachable = FALSE;
}

/* Follows one hypervisor from start to end. FALSE if none can be followed. */
static gboolean watch_one(TckQmpGuest *guest) {
        const TckConnectOptions options = {
                .stop_fd = guest->stop_fd, .patient = guest->attached_once, .crowded = on_crowd, .data = guest};
        g_autoptr(GError) error = NULL;
        int fd = tck_connect(guest->socket, &options, &error);
        gboolean attached;

        if (fd < 0) {
                guest->gave_up = !g_error_matches(error, TCK_ERROR, TCK_ERROR_CANCELLED);
                if (guest->gave_up)
                        note(guest, error->message);
                return FALSE;
        }
        attached = attach(guest, fd);
        if (attached && follow(guest))
                tck_failures_clear(&guest->failures);
        detach(guest, attached);
        if (guest->failures.text && !is_stopped(guest))
                tck_wait_readable(&guest->stop_fd, 1, tck_deadline(tck_failures_retry(&guest->failures)), NULL);
        return TRUE;
}

static gpointer work(gpointer data) {
        TckQmpGuest *guest = data;

        tck_watch_report(guest->watch, (TckNotice){.kind = TCK_NOTICE_READY});
        while (!guest->gave_up && !done(guest) && watch_one(guest))
                ;
        tck_failures_clear(&guest->failures);
        tck_watch_report(guest->watch, (TckNotice){.kind = TCK_NOTICE_END});
        return NULL;
}

TckQmpGuest *tck_qmp_guest_start(TckWatch *watch, const char *socket, const char *console, const char *log) {
        static const TckHypervisor hypervisor = {
                .run_state = run_state, .take_core = take_core, .take_screen = take_screen};
        TckQmpGuest *guest = g_new0(TckQmpGuest, 1);
        g_autoptr(GError) error = NULL;

        guest->watch = watch;
        guest->socket = g_strdup(socket);
        guest->reporter = tck_reporter_new(watch, &hypervisor, guest, socket, console, log);
        tck_failures_init(&guest->failures, note, guest);
        tck_hang_init(&guest->hang);
        guest->stop_fd = tck_wake_fd(&error);
        if (guest->stop_fd >= 0)
                guest->thread = g_thread_try_new("qmp-guest", work, guest, &error);
        if (!guest->thread) {
                guest->gave_up = TRUE;
                tck_watch_note(watch, socket, "%s", error->message);
                tck_watch_report(watch, (TckNotice){.kind = TCK_NOTICE_READY});
                tck_watch_report(watch, (TckNotice){.kind = TCK_NOTICE_END});
        }
        return guest;
}

void tck_qmp_guest_stop(TckQmpGuest *guest) {
        eventfd_write(guest->stop_fd, 1);
}

gboolean tck_qmp_guest_join(TckQmpGuest *guest) {
        gboolean good;

        if (guest->thread)
                g_thread_join(guest->thread);
        good = !guest->gave_up;
        tck_reporter_free(guest->reporter);
        tck_hang_clear(&guest->hang);
        g_free(guest->standing);
        if (guest->stop_fd >= 0)
                close(guest->stop_fd);
        g_free(guest->socket);
        g_free(guest);
        return good;
}
