/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_guest.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "autopsy.h"
#include "error.h"
#include "json.h"
#include "libvirt_error.h"
#include "libvirt_state.h"
#include "libvirt_xml.h"
#include "wait.h"

enum { NESTING_MAX = 16, LOOK_SECONDS = 1, HOUR_SECONDS = 3600 };

struct TckGuest {
        TckWatch *watch;
        char *name;
        TckGuestCalls calls;
        GAsyncQueue *news; /* News * */
        gint untaken;      /* atomic: news that have not been taken in whole */
        gint running;      /* atomic: its domain runs, or may */
        GThread *thread;

        /* The thread's own. */
        TckTeller *teller;
        virDomainPtr domain; /* in the connection of the moment; NULL without one */
        gboolean monitored;  /* its connection brings the news of QEMU's monitor */
        gboolean all_told;
        gboolean console;  /* there is one to be looked at */
        int id;            /* of the domain that runs; -1: none does */
        char *on_crash;    /* what libvirt does of a panic */
        JsonObject *held;  /* a panic of which libvirt has not said yet what it made of it; */
        gint64 held_until; /* it is told then, if libvirt says nothing */
        gboolean late;     /* the panic was found: if it is told now, that is nothing new */
};

typedef enum { NEWS_FOUND, NEWS_MISSED, NEWS_LOST, NEWS_LIFECYCLE, NEWS_MONITOR, NEWS_END } NewsKind;

typedef struct {
        NewsKind kind;
        virDomainPtr domain; /* NULL if there is none */
        gboolean monitored;
        TckLifecycle lifecycle;
        JsonObject *event;
} News;

static void news_free(News *news) {
        if (news->domain)
                virDomainFree(news->domain);
        g_clear_pointer(&news->event, json_object_unref);
        g_free(news);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(News, news_free)

/* ---- what libvirt is asked ---- */

static char *run_state(gpointer data) {
        const TckGuest *guest = data;
        int state, reason;

        if (!guest->domain || virDomainGetState(guest->domain, &state, &reason, 0) < 0)
                return NULL;
        return tck_libvirt_state_text(state, reason);
}

/* That libvirt did not tell is no news of the guest. */
static void note_trouble(const TckGuest *guest, const char *what) {
        g_autoptr(GError) error = NULL;

        tck_set_libvirt_error(&error, what);
        tck_watch_note(guest->watch, guest->name, "%s", error->message);
}

/* Where it has a file for what the guest prints, and what becomes of a panic. */
static void read_definition(TckGuest *guest) {
        char *xml = virDomainGetXMLDesc(guest->domain, 0);
        g_autofree char *console = tck_xml_console(xml);
        g_autofree char *architecture = tck_xml_string(xml, "string(/domain/os/type/@arch)");

        g_free(guest->on_crash);
        guest->on_crash = tck_xml_string(xml, "string(/domain/on_crash)");
        guest->console = console != NULL;
        tck_teller_begin(guest->teller, NULL, architecture);
        tck_teller_set_console(guest->teller, console);
        if (!xml && tck_libvirt_last_answer() != TCK_LIBVIRT_UNKNOWN)
                note_trouble(guest, "its definition is not to be had");
        free(xml);
}

/* ---- cores ---- */

static gboolean on_crash_is(const TckGuest *guest, const char *what) {
        return g_strcmp0(guest->on_crash, what) == 0;
}

static gboolean on_crash_ends(const TckGuest *guest) {
        return on_crash_is(guest, "destroy") || on_crash_is(guest, "coredump-destroy");
}

/* Not of a guest that libvirt ends or boots anew meanwhile. */
static char *no_core(gpointer data, const TckIncident *incident) {
        const TckGuest *guest = data;
        gboolean lives = incident->kind == TCK_INCIDENT_UNNOTIFIED || incident->kind == TCK_INCIDENT_CRASH_LOADED ||
                         incident->kind == TCK_INCIDENT_HUNG || incident->kind == TCK_INCIDENT_RESET;

        if (!guest->domain)
                return g_strdup("no core: libvirt is not there to take one");
        if (lives || (incident->kind == TCK_INCIDENT_PANICKED && on_crash_is(guest, "preserve")))
                return NULL;
        if (incident->kind == TCK_INCIDENT_PANICKED && guest->on_crash && g_str_has_prefix(guest->on_crash, "coredump"))
                return g_strdup_printf("no core: libvirt takes one by itself, on_crash is %s", guest->on_crash);
        if (incident->kind == TCK_INCIDENT_PANICKED && !guest->on_crash)
                return g_strdup("no core: what libvirt does of a panic is not known");
        return g_strdup("no core: there is no guest any more to take one of; "
                        "<on_crash>preserve</on_crash> keeps one that panicked");
}

static gboolean find_format(TckCoreFormat format, unsigned int *ret_format, GError **error) {
        static const unsigned int formats[] = {[TCK_CORE_ELF] = VIR_DOMAIN_CORE_DUMP_FORMAT_RAW,
                                               [TCK_CORE_KDUMP_ZLIB] = VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB,
                                               [TCK_CORE_KDUMP_LZO] = VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO,
                                               [TCK_CORE_KDUMP_SNAPPY] = VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY};

        if (format < G_N_ELEMENTS(formats)) {
                *ret_format = formats[format];
                return TRUE;
        }
        g_set_error(error, TCK_ERROR, TCK_ERROR_REFUSED, "no core: libvirt has no way to ask for the format %s",
                    tck_core_format_name(format));
        return FALSE;
}

/* libvirt's dump of memory cannot be ended once it has begun: there is no deadline to it. */
static gboolean take_core(gpointer data, TckIncident *incident, const char *directory, GError **error) {
        const TckGuest *guest = data;
        g_autofree char *whole = g_canonicalize_filename(directory, NULL);
        g_autofree char *path = g_build_filename(whole, "core", NULL);
        unsigned int format;
        virDomainInfo info;

        if (!find_format(guest->watch->format, &format, error))
                return FALSE;
        if (virDomainGetInfo(guest->domain, &info) < 0 ||
            virDomainCoreDumpWithFormat(guest->domain, path, format, VIR_DUMP_MEMORY_ONLY) < 0) {
                tck_set_libvirt_error(error, "no core");
                g_unlink(path);
                return FALSE;
        }
        return tck_autopsy_read_core(incident, path, info.nrVirtCpu, (guint64) info.maxMem << 10, guest->watch->symbols,
                                     error);
}

/* ---- what is told ---- */

static void tell(TckGuest *guest, TckIncidentKind kind, const char *reason, gboolean late) {
        TckIncident *incident = tck_incident_new(kind, guest->name);

        incident->reason = g_strdup(reason);
        incident->late = late;
        tck_teller_tell(guest->teller, incident);
}

static gboolean last_was(const TckGuest *guest, TckIncidentKind kind) {
        const TckIncident *last = tck_teller_last(guest->teller);

        return last && last->kind == kind;
}

static void settle(TckGuest *guest) {
        JsonObject *event = g_steal_pointer(&guest->held);

        if (!event)
                return;
        tck_teller_event(guest->teller, event);
        json_object_unref(event);
}

/* ---- a hypervisor comes and goes ---- */

static void begin(TckGuest *guest, virDomainPtr domain) {
        unsigned int id = virDomainGetID(domain);

        if (guest->id != -1 && (guest->id == (int) id || id == (unsigned int) -1))
                return;
        guest->id = (int) id;
        guest->late = FALSE;
        g_clear_pointer(&guest->held, json_object_unref);
        read_definition(guest);
        if (guest->id != -1)
                tck_watch_attached(guest->watch, guest->name, TRUE);
}

static void end(TckGuest *guest) {
        if (guest->id == -1)
                return;
        guest->id = -1;
        tck_watch_attached(guest->watch, guest->name, FALSE);
        tck_teller_over(guest->teller);
}

/* It ended while nobody watched. */
static void take_missed(TckGuest *guest) {
        settle(guest);
        if (guest->id != -1 && !tck_teller_shut_down(guest->teller) &&
            !(last_was(guest, TCK_INCIDENT_PANICKED) && on_crash_ends(guest)))
                tell(guest, TCK_INCIDENT_HYPERVISOR_GONE, NULL, TRUE);
        end(guest);
}

/* Waits until a daemon that has just begun has looked after this domain's hypervisor: it serves before that, from what the one
 * before it knew, and tells nobody of what it finds. What waits is any call that takes its turn in asking the hypervisor. */
static void await_daemon(virDomainPtr domain) {
        virDomainMemoryStatStruct unused[VIR_DOMAIN_MEMORY_STAT_NR];

        virDomainMemoryStats(domain, unused, G_N_ELEMENTS(unused), 0);
}

static void take_found(TckGuest *guest) {
        int state = VIR_DOMAIN_SHUTOFF, reason = 0;
        gboolean panicked, stuck;

        await_daemon(guest->domain);
        if (virDomainGetState(guest->domain, &state, &reason, 0) < 0 &&
            tck_libvirt_last_answer() != TCK_LIBVIRT_UNKNOWN) {
                note_trouble(guest, "its state is not to be had");
                return;
        }
        if (state == VIR_DOMAIN_SHUTOFF) {
                take_missed(guest);
                return;
        }
        if (guest->id != -1 && guest->id != (int) virDomainGetID(guest->domain))
                take_missed(guest);
        begin(guest, guest->domain);
        panicked = state == VIR_DOMAIN_CRASHED && reason == VIR_DOMAIN_CRASHED_PANICKED;
        stuck = state == VIR_DOMAIN_PAUSED && reason == VIR_DOMAIN_PAUSED_WATCHDOG;
        if (panicked && !tck_teller_notified(guest->teller) && !guest->held) {
                tell(guest, TCK_INCIDENT_PANICKED, NULL, TRUE);
                guest->late = TRUE;
        } else if (stuck && !last_was(guest, TCK_INCIDENT_HUNG)) {
                tell(guest, TCK_INCIDENT_HUNG, "watchdog", TRUE);
        }
}

/* ---- lifecycle events ---- */

/* What an end is that libvirt's lifecycle alone tells of. */
static gboolean find_end(int detail, TckIncidentKind *ret_kind) {
        switch (detail) {
        case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN:
                *ret_kind = TCK_INCIDENT_POWERED_OFF;
                return TRUE;
        case VIR_DOMAIN_EVENT_STOPPED_DESTROYED:
                *ret_kind = TCK_INCIDENT_ENDED_BY_HOST;
                return TRUE;
        case VIR_DOMAIN_EVENT_STOPPED_CRASHED:
                *ret_kind = TCK_INCIDENT_PANICKED;
                return TRUE;
        case VIR_DOMAIN_EVENT_STOPPED_FAILED:
                *ret_kind = TCK_INCIDENT_HYPERVISOR_GONE;
                return TRUE;
        default: /* it is elsewhere now, or on disk */
                return FALSE;
        }
}

static void take_stopped(TckGuest *guest, int detail) {
        const char *words = tck_lifecycle_text((TckLifecycle){VIR_DOMAIN_EVENT_STOPPED, detail});
        TckIncidentKind kind;

        settle(guest);
        if (last_was(guest, TCK_INCIDENT_PANICKED) && detail == VIR_DOMAIN_EVENT_STOPPED_CRASHED) {
                TckIncident *last = tck_teller_last(guest->teller);

                g_free(last->end);
                last->end = g_strdup_printf("was ended by libvirt (%s)", words);
                tck_teller_update(guest->teller);
        } else if (!tck_teller_shut_down(guest->teller) && find_end(detail, &kind)) {
                tell(guest, kind, words, FALSE);
        }
        end(guest);
}

/* What the monitor does not tell, or nobody tells of it. */
static void take_crashed(TckGuest *guest, int detail) {
        gboolean panicked = detail == VIR_DOMAIN_EVENT_CRASHED_PANICKED;

        if (guest->held && !on_crash_is(guest, "destroy"))
                settle(guest);
        else if (!guest->monitored && !guest->late)
                tell(guest, panicked ? TCK_INCIDENT_PANICKED : TCK_INCIDENT_CRASH_LOADED, NULL, FALSE);
}

static void take_lifecycle(TckGuest *guest, TckLifecycle lifecycle) {
        if (lifecycle.event == VIR_DOMAIN_EVENT_STARTED)
                begin(guest, guest->domain);
        else if (lifecycle.event == VIR_DOMAIN_EVENT_RESUMED)
                tck_teller_resumed(guest->teller);
        else if (lifecycle.event == VIR_DOMAIN_EVENT_CRASHED)
                take_crashed(guest, lifecycle.detail);
        else if (lifecycle.event == VIR_DOMAIN_EVENT_STOPPED && guest->id != -1)
                take_stopped(guest, lifecycle.detail);
}

/* ---- the monitor's events ---- */

/* A panic's record waits for libvirt: what it does of it, and how the domain stands then. */
static void take_panic(TckGuest *guest, JsonObject *event) {
        settle(guest);
        if (!guest->late)
                guest->held = json_object_ref(event);
        guest->held_until = tck_deadline(guest->watch->timeout);
        guest->late = FALSE;
}

/* libvirt ends the hypervisor of a guest that has powered off, and by way of on_crash: that is no news. */
static gboolean is_ended_by_libvirt(const TckGuest *guest) {
        return tck_teller_shut_down(guest->teller) ||
               (on_crash_ends(guest) && (guest->held || last_was(guest, TCK_INCIDENT_PANICKED)));
}

static void take_monitor(TckGuest *guest, JsonObject *event) {
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
        tck_teller_event(guest->teller, event);
}

/* ---- the thread ---- */

static void set_domain(TckGuest *guest, virDomainPtr domain) {
        if (guest->domain)
                virDomainFree(guest->domain);
        guest->domain = domain;
}

static void take(TckGuest *guest, News *news) {
        if (news->domain)
                set_domain(guest, g_steal_pointer(&news->domain));
        switch (news->kind) {
        case NEWS_FOUND:
                guest->monitored = news->monitored;
                take_found(guest);
                break;
        case NEWS_MISSED:
                take_missed(guest);
                break;
        case NEWS_LOST:
                set_domain(guest, NULL);
                break;
        case NEWS_LIFECYCLE:
                guest->monitored = news->monitored;
                take_lifecycle(guest, news->lifecycle);
                break;
        case NEWS_MONITOR:
                take_monitor(guest, news->event);
                break;
        case NEWS_END:
                settle(guest);
                break;
        }
}

/* News, or NULL if it has been quiet for a while. */
static News *await(TckGuest *guest) {
        double seconds = guest->console && guest->id != -1 ? LOOK_SECONDS : HOUR_SECONDS;

        if (guest->all_told)
                return g_async_queue_pop(guest->news);
        if (guest->held)
                seconds = (double) MAX(guest->held_until - g_get_monotonic_time(), 0) / G_USEC_PER_SEC;
        seconds = tck_teller_patience(guest->teller, seconds);
        return g_async_queue_timeout_pop(guest->news, (guint64) (seconds * G_USEC_PER_SEC));
}

/* There is no news. */
static void look(TckGuest *guest) {
        if (!guest->held && guest->id != -1)
                tck_teller_look(guest->teller);
        else if (guest->held && g_get_monotonic_time() >= guest->held_until)
                settle(guest);
}

static gpointer work(gpointer data) {
        TckGuest *guest = data;
        gboolean more = TRUE;

        while (more) {
                g_autoptr(News) news = await(guest);

                more = !news || news->kind != NEWS_END;
                if (guest->all_told)
                        continue; /* it stays as it is, for good */
                if (news)
                        take(guest, news);
                else
                        look(guest);
                tck_teller_tick(guest->teller);
                guest->all_told = tck_teller_done(guest->teller);
                if (guest->all_told)
                        guest->calls.told(guest->calls.data);
                g_atomic_int_set(&guest->running, guest->id != -1);
                if (news && g_atomic_int_dec_and_test(&guest->untaken) && guest->id == -1)
                        guest->calls.gone(guest->calls.data);
        }
        set_domain(guest, NULL);
        return NULL;
}

/* ---- its news ---- */

static void push(TckGuest *guest, News news) {
        if (news.domain)
                virDomainRef(news.domain);
        g_atomic_int_inc(&guest->untaken);
        g_async_queue_push(guest->news, g_memdup2(&news, sizeof news));
}

void tck_guest_found(TckGuest *guest, virDomainPtr domain, gboolean monitored) {
        push(guest, (News){.kind = NEWS_FOUND, .domain = domain, .monitored = monitored});
}

void tck_guest_missed(TckGuest *guest) {
        push(guest, (News){.kind = NEWS_MISSED});
}

void tck_guest_lost(TckGuest *guest) {
        push(guest, (News){.kind = NEWS_LOST});
}

void tck_guest_lifecycle(TckGuest *guest, virDomainPtr domain, TckLifecycle lifecycle, gboolean monitored) {
        push(guest, (News){.kind = NEWS_LIFECYCLE, .domain = domain, .lifecycle = lifecycle, .monitored = monitored});
}

/* In the form of QMP. */
static JsonObject *make_event(const char *name, gint64 seconds, guint microseconds, const char *data) {
        g_autoptr(JsonNode) node = data && tck_json_is_plain(data, NESTING_MAX) ? json_from_string(data, NULL) : NULL;
        JsonObject *event = json_object_new(), *stamp = json_object_new();

        json_object_set_int_member(stamp, "seconds", seconds);
        json_object_set_int_member(stamp, "microseconds", microseconds);
        json_object_set_object_member(event, "timestamp", stamp);
        json_object_set_string_member(event, "event", name);
        if (node)
                json_object_set_member(event, "data", g_steal_pointer(&node));
        return event;
}

void tck_guest_monitor(TckGuest *guest, virDomainPtr domain, const char *name, gint64 seconds, guint microseconds,
                       const char *data) {
        push(guest,
             (News){.kind = NEWS_MONITOR, .domain = domain, .event = make_event(name, seconds, microseconds, data)});
}

gboolean tck_guest_is_gone(TckGuest *guest) {
        return !g_atomic_int_get(&guest->untaken) && !g_atomic_int_get(&guest->running);
}

TckGuest *tck_guest_start(TckWatch *watch, const char *name, const TckGuestCalls *calls) {
        static const TckHypervisor hypervisor = {.run_state = run_state, .no_core = no_core, .take_core = take_core};
        TckGuest *guest = g_new0(TckGuest, 1);

        guest->watch = watch;
        guest->name = g_strdup(name);
        guest->calls = *calls;
        guest->running = TRUE;
        guest->id = -1;
        guest->teller = tck_teller_new(watch, &hypervisor, guest, name, NULL);
        guest->news = g_async_queue_new();
        guest->thread = g_thread_new("guest", work, guest);
        return guest;
}

void tck_guest_free(TckGuest *guest) {
        push(guest, (News){.kind = NEWS_END});
        g_thread_join(guest->thread);
        g_async_queue_unref(guest->news);
        tck_teller_free(guest->teller);
        g_clear_pointer(&guest->held, json_object_unref);
        g_free(guest->on_crash);
        g_free(guest->name);
        g_free(guest);
}
