/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_guest.h"

#include <stdlib.h>

#include "error.h"
#include "json.h"
#include "libvirt_core.h"
#include "libvirt_error.h"
#include "libvirt_screen.h"
#include "libvirt_state.h"
#include "libvirt_xml.h"
#include "reporter.h"
#include "wait.h"

enum { LOOK_SECONDS = 1, HOUR_SECONDS = 3600, LOG_SECONDS = 1 /* by which its log may lag behind libvirt */ };

struct TckLibvirtGuest {
        TckWatch *watch;
        char *name, *log; /* of the domain; its log's path, NULL if unknown */
        void (*changed)(gpointer data, gboolean reported);
        gpointer data;
        GAsyncQueue *news; /* TckNews * */
        gint untaken;      /* atomic: the number of news that were not processed yet */
        gint running;      /* atomic: the domain may be running */
        GThread *thread;

        /* Used only by the thread. */
        TckReporter *reporter;
        virDomainPtr domain; /* in the current connection; NULL without one */
        gboolean monitored;  /* the connection delivers events of QEMU's monitor */
        gboolean all_reported;
        int id;            /* of the running domain; -1 if it does not run */
        char *on_crash;    /* what libvirt does after a panic */
        JsonObject *held;  /* a panic's event, until libvirt has reported the consequences */
        gint64 held_until; /* when it is reported at the latest */
        gboolean late;     /* the watch found the domain panicked: an event of that panic is not new */
};

/* ---- queries ---- */

static char *run_state(gpointer data) {
        const TckLibvirtGuest *guest = data;
        int state, reason;

        if (!guest->domain || virDomainGetState(guest->domain, &state, &reason, 0) < 0)
                return NULL;
        return tck_libvirt_state_text(state, reason);
}

/* Notes that libvirt did not answer, which is no incident. */
static void note_trouble(const TckLibvirtGuest *guest, const char *what) {
        g_autoptr(GError) error = NULL;

        tck_set_libvirt_error(&error, "%s", what);
        tck_watch_note(guest->watch, guest->name, "%s", error->message);
}

/* Reads where the guest's console is written to, and what follows a panic. */
static void read_definition(TckLibvirtGuest *guest) {
        char *xml = virDomainGetXMLDesc(guest->domain, 0);
        g_autofree char *console = tck_xml_console(xml);
        g_autofree char *architecture = tck_xml_string(xml, "string(/domain/os/type/@arch)");

        g_free(guest->on_crash);
        guest->on_crash = tck_xml_string(xml, "string(/domain/on_crash)");
        tck_reporter_begin(guest->reporter, NULL, architecture);
        tck_boot_console_set_path(&guest->reporter->console, console);
        if (!xml && tck_libvirt_last_answer() != TCK_LIBVIRT_UNKNOWN)
                note_trouble(guest, "cannot get its definition");
        free(xml);
}

/* ---- cores and screenshots ---- */

static gboolean take_core(gpointer data, TckIncident *incident, const char *directory, GError **error) {
        const TckLibvirtGuest *guest = data;

        return tck_libvirt_take_core(guest->domain, guest->on_crash, guest->watch, incident, directory, error);
}

static gboolean take_screen(gpointer data, const TckIncident *incident, const char *path, gboolean *ret_taken,
                            GError **error) {
        const TckLibvirtGuest *guest = data;

        *ret_taken = FALSE;
        return !guest->domain || !tck_libvirt_guest_exists(guest->on_crash, incident->kind) ||
               tck_libvirt_take_screen(guest->domain, path, tck_deadline(guest->watch->timeout), ret_taken, error);
}

/* ---- reports ---- */

static void tell(TckLibvirtGuest *guest, TckIncidentKind kind, const char *reason, gboolean late) {
        TckIncident *incident = tck_incident_new(kind, guest->name);

        incident->reason = g_strdup(reason);
        incident->late = late;
        tck_reporter_report(guest->reporter, incident);
}

static gboolean last_was(const TckLibvirtGuest *guest, TckIncidentKind kind) {
        const TckIncident *last = tck_reporter_last(guest->reporter);

        return last && last->kind == kind;
}

/* Reports why the guest is stopped, by its domain's state, unless an event or an earlier query has reported it. */
static void tell_standing(TckLibvirtGuest *guest, TckIncidentKind kind, gboolean late) {
        const TckHistoryEntry *last = guest->reporter->last;
        gboolean known = last && last->open && last->incident->kind == kind;

        if (kind == TCK_INCIDENT_PANICKED)
                known = guest->reporter->notified || guest->held;
        else if (kind == TCK_INCIDENT_HYPERVISOR_FAILED)
                known |= guest->held || last_was(guest, TCK_INCIDENT_PANICKED);
        /* QEMU is also stopped without a reason if someone uses its monitor directly. A QEMU that failed logs a message. */
        if (!known && kind == TCK_INCIDENT_HYPERVISOR_FAILED && guest->reporter->log &&
            !tck_log_follower_await_failure(guest->reporter->log, tck_deadline(LOG_SECONDS)))
                kind = TCK_INCIDENT_PAUSED;
        if (!known && kind != TCK_INCIDENT_KINDS)
                tell(guest, kind, kind == TCK_INCIDENT_HUNG ? "watchdog" : NULL, late);
}

static void settle(TckLibvirtGuest *guest) {
        g_autoptr(JsonObject) event = g_steal_pointer(&guest->held);

        if (event)
                tck_reporter_event(guest->reporter, event);
}

/* ---- start and end of the hypervisor ---- */

static void begin(TckLibvirtGuest *guest, virDomainPtr domain) {
        unsigned int id = virDomainGetID(domain);

        if (guest->id != -1 && (guest->id == (int) id || id == (unsigned int) -1))
                return;
        guest->id = (int) id;
        guest->late = FALSE;
        g_clear_pointer(&guest->held, json_object_unref);
        read_definition(guest);
        if (guest->id != -1)
                tck_watch_report(guest->watch, (TckNotice){.kind = TCK_NOTICE_ATTACHED, .guest = guest->name});
}

static void end(TckLibvirtGuest *guest) {
        if (guest->id == -1)
                return;
        guest->id = -1;
        tck_watch_report(guest->watch, (TckNotice){.kind = TCK_NOTICE_DETACHED, .guest = guest->name});
        tck_reporter_over(guest->reporter);
}

/* The domain ended while there was no connection. */
static void take_missed(TckLibvirtGuest *guest) {
        settle(guest);
        if (guest->id != -1 && !guest->reporter->shut_down &&
            !(last_was(guest, TCK_INCIDENT_PANICKED) && tck_libvirt_on_crash_ends(guest->on_crash)))
                tell(guest, TCK_INCIDENT_HYPERVISOR_GONE, NULL, TRUE);
        end(guest);
}

static void take_found(TckLibvirtGuest *guest) {
        int state = VIR_DOMAIN_SHUTOFF, reason = 0;
        TckIncidentKind kind;

        tck_libvirt_await_daemon(guest->domain);
        if (virDomainGetState(guest->domain, &state, &reason, 0) < 0 &&
            tck_libvirt_last_answer() != TCK_LIBVIRT_UNKNOWN) {
                note_trouble(guest, "cannot get its state");
                return;
        }
        if (state == VIR_DOMAIN_SHUTOFF) {
                take_missed(guest);
                return;
        }
        if (guest->id != -1 && guest->id != (int) virDomainGetID(guest->domain))
                take_missed(guest);
        begin(guest, guest->domain);
        kind = tck_libvirt_kind_of_state(state, reason);
        guest->late |= kind == TCK_INCIDENT_PANICKED && !guest->reporter->notified && !guest->held;
        tell_standing(guest, kind, TRUE);
}

/* ---- lifecycle events ---- */

static void take_stopped(TckLibvirtGuest *guest, int detail) {
        const char *words = tck_lifecycle_text((TckLifecycle){VIR_DOMAIN_EVENT_STOPPED, detail});
        TckIncidentKind kind;

        settle(guest);
        if (last_was(guest, TCK_INCIDENT_PANICKED) && detail == VIR_DOMAIN_EVENT_STOPPED_CRASHED) {
                TckIncident *last = tck_reporter_last(guest->reporter);

                g_free(last->end);
                last->end = g_strdup_printf("was ended by libvirt (%s)", words);
                tck_reporter_update(guest->reporter);
        } else if (!guest->reporter->shut_down && (kind = tck_libvirt_kind_of_end(detail)) != TCK_INCIDENT_KINDS) {
                tell(guest, kind, words, FALSE);
        }
        end(guest);
}

/* Reports what the monitor does not: panics without the monitor's events, and crash kernels. */
static void take_crashed(TckLibvirtGuest *guest, int detail) {
        gboolean panicked = detail == VIR_DOMAIN_EVENT_CRASHED_PANICKED;

        if (guest->held && g_strcmp0(guest->on_crash, "destroy") != 0)
                settle(guest);
        else if (!guest->monitored && !guest->late)
                tell(guest, panicked ? TCK_INCIDENT_PANICKED : TCK_INCIDENT_CRASH_LOADED, NULL, FALSE);
}

/* The domain has stopped; its state has the reason. A panic has an event of its own. A failure of QEMU is reported here only if the
 * monitor's events, which would come first, are not available. */
static void take_stop(TckLibvirtGuest *guest) {
        int state, reason;
        TckIncidentKind kind;

        if (!guest->domain || virDomainGetState(guest->domain, &state, &reason, 0) < 0)
                return;
        kind = tck_libvirt_kind_of_state(state, reason);
        if (kind != TCK_INCIDENT_PANICKED && (kind != TCK_INCIDENT_HYPERVISOR_FAILED || guest->monitored))
                tell_standing(guest, kind, FALSE);
}

static void take_lifecycle(TckLibvirtGuest *guest, TckLifecycle lifecycle) {
        if (lifecycle.event == VIR_DOMAIN_EVENT_STARTED)
                begin(guest, guest->domain);
        else if (lifecycle.event == VIR_DOMAIN_EVENT_RESUMED)
                tck_history_close(guest->reporter->history, FALSE);
        else if (lifecycle.event == VIR_DOMAIN_EVENT_SUSPENDED || lifecycle.event == VIR_DOMAIN_EVENT_PMSUSPENDED)
                take_stop(guest);
        else if (lifecycle.event == VIR_DOMAIN_EVENT_CRASHED)
                take_crashed(guest, lifecycle.detail);
        else if (lifecycle.event == VIR_DOMAIN_EVENT_STOPPED && guest->id != -1)
                take_stopped(guest, lifecycle.detail);
}

/* ---- the monitor's events ---- */

/* Holds the event until libvirt has reported what it does, for the record's state and end. */
static void take_panic(TckLibvirtGuest *guest, JsonObject *event) {
        settle(guest);
        if (!guest->late)
                guest->held = json_object_ref(event);
        guest->held_until = tck_deadline(guest->watch->timeout);
        guest->late = FALSE;
}

/* libvirt ends the hypervisor after a power-off, and by on_crash: that is no new incident. */
static gboolean is_ended_by_libvirt(const TckLibvirtGuest *guest) {
        return guest->reporter->shut_down ||
               (tck_libvirt_on_crash_ends(guest->on_crash) && (guest->held || last_was(guest, TCK_INCIDENT_PANICKED)));
}

static void take_monitor(TckLibvirtGuest *guest, JsonObject *event) {
        const char *name = tck_json_string(event, "event");

        begin(guest, guest->domain);
        if (g_str_equal(name, "GUEST_PANICKED")) {
                take_panic(guest, event);
                return;
        }
        if (g_str_equal(name, "SHUTDOWN") && is_ended_by_libvirt(guest))
                return;
        settle(guest);
        if (g_str_equal(name, "RESET"))
                guest->late = FALSE;
        tck_reporter_event(guest->reporter, event);
}

/* ---- the thread ---- */

static void set_domain(TckLibvirtGuest *guest, virDomainPtr domain) {
        g_clear_pointer(&guest->domain, virDomainFree);
        guest->domain = domain;
}

static void take(TckLibvirtGuest *guest, TckNews *news) {
        /* Only while it may be needed: inotify instances are limited for each user, and there may be many domains. */
        g_autoptr(TckLogFollower) log = guest->log ? tck_log_follower_new(guest->log, NULL) : NULL;

        guest->reporter->log = log;
        if (news->domain)
                set_domain(guest, g_steal_pointer(&news->domain));
        switch (news->kind) {
        case TCK_NEWS_FOUND:
                guest->monitored = news->monitored;
                take_found(guest);
                break;
        case TCK_NEWS_MISSED:
                take_missed(guest);
                break;
        case TCK_NEWS_LOST:
                set_domain(guest, NULL);
                break;
        case TCK_NEWS_LIFECYCLE:
                guest->monitored = news->monitored;
                take_lifecycle(guest, news->lifecycle);
                break;
        case TCK_NEWS_MONITOR:
                take_monitor(guest, news->event);
                break;
        case TCK_NEWS_END:
                settle(guest);
                break;
        }
        guest->reporter->log = NULL;
}

/* The next news; NULL after a while without any. */
static TckNews *await(TckLibvirtGuest *guest) {
        double seconds = guest->reporter->console.path && guest->id != -1 ? LOOK_SECONDS : HOUR_SECONDS;

        if (guest->all_reported)
                return g_async_queue_pop(guest->news);
        if (guest->held)
                seconds = (double) MAX(guest->held_until - g_get_monotonic_time(), 0) / G_USEC_PER_SEC;
        seconds = tck_history_patience(guest->reporter->history, seconds);
        return g_async_queue_timeout_pop(guest->news, (guint64) (seconds * G_USEC_PER_SEC));
}

/* Checks the guest after a while without news. */
static void look(TckLibvirtGuest *guest) {
        if (!guest->held && guest->id != -1)
                tck_reporter_look(guest->reporter);
        else if (guest->held && g_get_monotonic_time() >= guest->held_until)
                settle(guest);
}

static gpointer work(gpointer data) {
        TckLibvirtGuest *guest = data;
        gboolean more = TRUE;

        while (more) {
                g_autoptr(TckNews) news = await(guest);

                more = !news || news->kind != TCK_NEWS_END;
                if (guest->all_reported)
                        continue; /* the guest has reported all that was asked for */
                if (news)
                        take(guest, news);
                else
                        look(guest);
                tck_history_tick(guest->reporter->history);
                guest->all_reported = tck_reporter_done(guest->reporter);
                if (guest->all_reported)
                        guest->changed(guest->data, TRUE);
                g_atomic_int_set(&guest->running, guest->id != -1);
                if (news && g_atomic_int_dec_and_test(&guest->untaken) && guest->id == -1)
                        guest->changed(guest->data, FALSE);
        }
        set_domain(guest, NULL);
        return NULL;
}

void tck_libvirt_guest_tell(TckLibvirtGuest *guest, TckNews news) {
        g_atomic_int_inc(&guest->untaken);
        g_async_queue_push(guest->news, tck_news_copy(&news));
}

gboolean tck_libvirt_guest_is_gone(TckLibvirtGuest *guest) {
        return !g_atomic_int_get(&guest->untaken) && !g_atomic_int_get(&guest->running);
}

TckLibvirtGuest *tck_libvirt_guest_start(TckWatch *watch, const char *name, const char *logs,
                                         void (*changed)(gpointer data, gboolean reported), gpointer data) {
        static const TckHypervisor hypervisor = {
                .run_state = run_state, .take_core = take_core, .take_screen = take_screen};
        TckLibvirtGuest *guest = g_new0(TckLibvirtGuest, 1);
        g_autofree char *file = g_strconcat(name, ".log", NULL);

        guest->watch = watch;
        guest->name = g_strdup(name);
        guest->log = logs ? g_build_filename(logs, file, NULL) : NULL;
        guest->changed = changed;
        guest->data = data;
        guest->running = TRUE;
        guest->id = -1;
        guest->reporter = tck_reporter_new(watch, &hypervisor, guest, name, NULL, NULL);
        guest->news = g_async_queue_new();
        guest->thread = g_thread_new("guest", work, guest);
        return guest;
}

void tck_libvirt_guest_free(TckLibvirtGuest *guest) {
        tck_libvirt_guest_tell(guest, (TckNews){.kind = TCK_NEWS_END});
        g_thread_join(guest->thread);
        g_async_queue_unref(guest->news);
        tck_reporter_free(guest->reporter);
        g_clear_pointer(&guest->held, json_object_unref);
        g_free(guest->on_crash);
        g_free(guest->log);
        g_free(guest->name);
        g_free(guest);
}
