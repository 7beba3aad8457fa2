/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "error.h"
#include "json.h"
#include "libvirt_calls.h"
#include "libvirt_error.h"
#include "libvirt_guest.h"
#include "wait.h"

enum { NESTING_MAX = 16, ALIVE_SECONDS = 5, ALIVE_TRIES = 3, HOUR = 3600 };

/* Seconds between connections: the first interval, doubled each time, up to the longest; reset by a connection that lasted. */
static const double RETRY_SECONDS = 0.25, RETRY_LONGEST_SECONDS = 2, LASTING_SECONDS = 10;

struct TckLibvirtWatch {
        TckWatch *watch;
        char *uri, *logs; /* the folder of domains' logs; NULL if unknown */
        GStrv names;      /* of the domains to watch; NULL: all */
        GThread *thread;
        int wake_fd; /* readable when the watch may have to end */
        gboolean gave_up, was_ready;
        gint64 began; /* when the connection was opened */
        double retry;

        GMutex mutex;       /* guards everything below */
        GHashTable *guests; /* name → TckLibvirtGuest *; NULL once the watch ends */
        gboolean monitored; /* the connection delivers events of monitors */
        const char *closed; /* why the connection ended; NULL while it is open */
        guint reported;     /* guests that have reported all that was asked for */
};

/* ---- guests ---- */

static gboolean is_wanted(const TckLibvirtWatch *all, const char *name) {
        return !all->names || g_strv_contains((const char *const *) all->names, name);
}

static void on_changed(gpointer data, gboolean reported) {
        TckLibvirtWatch *all = data;
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&all->mutex);

        all->reported += reported ? 1 : 0;
        eventfd_write(all->wake_fd, 1);
}

/* Frees guests whose domains are gone, because a watch may run for years; but not if it ends once all have reported. */
static void forget_gone(TckLibvirtWatch *all) {
        g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func((GDestroyNotify) tck_libvirt_guest_free);
        GHashTableIter iter;
        gpointer name, guest;

        if (all->watch->once)
                return;
        g_mutex_lock(&all->mutex);
        g_hash_table_iter_init(&iter, all->guests);
        while (g_hash_table_iter_next(&iter, &name, &guest))
                if (tck_libvirt_guest_is_gone(guest)) {
                        g_ptr_array_add(gone, guest);
                        g_hash_table_iter_steal(&iter);
                        g_free(name);
                }
        g_mutex_unlock(&all->mutex);
}

/* Called with the mutex held. NULL for a domain that is not watched. */
static TckLibvirtGuest *find_guest(TckLibvirtWatch *all, const char *name) {
        TckLibvirtGuest *guest = all->guests ? g_hash_table_lookup(all->guests, name) : NULL;

        if (guest || !all->guests || !is_wanted(all, name))
                return guest;
        guest = tck_libvirt_guest_start(all->watch, name, all->logs, on_changed, all);
        g_hash_table_insert(all->guests, g_strdup(name), guest);
        return guest;
}

/* ---- news, in the thread that iterates the main context ---- */

static int on_lifecycle(G_GNUC_UNUSED virConnectPtr unused, virDomainPtr domain, int event, int detail, void *data) {
        gboolean about_definition = event == VIR_DOMAIN_EVENT_DEFINED || event == VIR_DOMAIN_EVENT_UNDEFINED;
        TckLibvirtWatch *all = data;
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&all->mutex);
        TckLibvirtGuest *guest = about_definition ? NULL : find_guest(all, virDomainGetName(domain));

        if (guest)
                tck_libvirt_guest_tell(guest, (TckNews){.kind = TCK_NEWS_LIFECYCLE,
                                                        .domain = domain,
                                                        .monitored = all->monitored,
                                                        .lifecycle = {event, detail}});
        return 0;
}

/* A monitor event in the form of QMP, from libvirt's, whose data is JSON or NULL. */
static JsonObject *make_event(const char *name, gint64 seconds, guint microseconds, const char *data) {
        g_autoptr(JsonNode) node = data ? tck_json_parse(data, strlen(data), NESTING_MAX) : NULL;
        JsonObject *event = json_object_new(), *stamp = json_object_new();

        json_object_set_int_member(stamp, "seconds", seconds);
        json_object_set_int_member(stamp, "microseconds", microseconds);
        json_object_set_object_member(event, "timestamp", stamp);
        json_object_set_string_member(event, "event", name);
        if (node)
                json_object_set_member(event, "data", g_steal_pointer(&node));
        return event;
}

static void on_monitor(G_GNUC_UNUSED virConnectPtr unused, virDomainPtr domain, const char *event, long long seconds,
                       unsigned int microseconds, const char *details, void *data) {
        TckLibvirtWatch *all = data;
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&all->mutex);
        TckLibvirtGuest *guest = find_guest(all, virDomainGetName(domain));

        if (guest)
                tck_libvirt_guest_tell(guest, (TckNews){.kind = TCK_NEWS_MONITOR,
                                                        .domain = domain,
                                                        .event = make_event(event, seconds, microseconds, details)});
}

/* QEMU's own event does not name the file. */
static void on_io_error(G_GNUC_UNUSED virConnectPtr unused, virDomainPtr domain, const char *file, const char *device,
                        int action, const char *reason, void *data) {
        static const char *const actions[] = {[VIR_DOMAIN_EVENT_IO_ERROR_NONE] = "none",
                                              [VIR_DOMAIN_EVENT_IO_ERROR_PAUSE] = "pause",
                                              [VIR_DOMAIN_EVENT_IO_ERROR_REPORT] = "report"};
        TckLibvirtWatch *all = data;
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&all->mutex);
        TckLibvirtGuest *guest = find_guest(all, virDomainGetName(domain));
        JsonObject *event, *details;

        if (!guest)
                return;
        event = json_object_new();
        details = json_object_new();
        tck_json_set_text(details, "device", device);
        tck_json_set_text(details, "file", file);
        tck_json_set_text(details, "action",
                          action >= 0 && action < (int) G_N_ELEMENTS(actions) ? actions[action] : NULL);
        tck_json_set_text(details, "reason", reason);
        json_object_set_string_member(event, "event", "IO_ERROR_REASON");
        json_object_set_object_member(event, "data", details);
        tck_libvirt_guest_tell(guest, (TckNews){.kind = TCK_NEWS_MONITOR, .domain = domain, .event = event});
}

static void on_closed(G_GNUC_UNUSED virConnectPtr unused, int reason, void *data) {
        static const char *const reasons[] = {[VIR_CONNECT_CLOSE_REASON_ERROR] = "an error",
                                              [VIR_CONNECT_CLOSE_REASON_EOF] = "its daemon closed it",
                                              [VIR_CONNECT_CLOSE_REASON_KEEPALIVE] = "its daemon does not answer",
                                              [VIR_CONNECT_CLOSE_REASON_CLIENT] = "it was closed by this program"};
        TckLibvirtWatch *all = data;

        g_mutex_lock(&all->mutex);
        all->closed = reason >= 0 && reason < (int) G_N_ELEMENTS(reasons) ? reasons[reason] : "unknown reason";
        g_mutex_unlock(&all->mutex);
        eventfd_write(all->wake_fd, 1);
}

/* ---- a connection ---- */

typedef struct {
        virConnectPtr connection;
        int lifecycle, monitor, io_error; /* the callbacks' numbers; -1: not registered */
} Link;

/* Registers callbacks before the domains are listed, so that no start is missed. */
static gboolean open_link(TckLibvirtWatch *all, Link *ret_link, GError **error) {
        virConnectPtr connection = virConnectOpen(all->uri);
        g_autoptr(GError) local = NULL;

        *ret_link = (Link){connection, -1, -1, -1};
        if (connection)
                ret_link->lifecycle =
                        virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                                         VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle), all, NULL);
        if (ret_link->lifecycle < 0)
                return tck_set_libvirt_error(error, "cannot connect to %s", all->uri);
        ret_link->monitor = virConnectDomainQemuMonitorEventRegister(connection, NULL, NULL, on_monitor, all, NULL, 0);
        if (ret_link->monitor < 0) {
                tck_set_libvirt_error(&local,
                                      "the channel of a panic cannot be reported: this libvirt has no monitor events");
                tck_watch_note(all->watch, all->uri, "%s", local->message);
        }
        ret_link->io_error = virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON,
                                                              VIR_DOMAIN_EVENT_CALLBACK(on_io_error), all, NULL);
        /* Some drivers support neither; those without a daemon do not need it. */
        virConnectRegisterCloseCallback(connection, on_closed, all, NULL);
        virConnectSetKeepAlive(connection, ALIVE_SECONDS, ALIVE_TRIES);
        return TRUE;
}

static void close_link(Link *link) {
        if (!link->connection)
                return;
        if (link->lifecycle >= 0) {
                virConnectDomainEventDeregisterAny(link->connection, link->lifecycle);
                virConnectUnregisterCloseCallback(link->connection, on_closed);
        }
        if (link->monitor >= 0)
                virConnectDomainQemuMonitorEventDeregister(link->connection, link->monitor);
        if (link->io_error >= 0)
                virConnectDomainEventDeregisterAny(link->connection, link->io_error);
        virConnectClose(link->connection);
}

/* Tells each guest whether its domain exists. */
static gboolean look_around(TckLibvirtWatch *all, const Link *link, GError **error) {
        g_autoptr(GHashTable) found = g_hash_table_new(g_str_hash, g_str_equal);
        virDomainPtr *domains = NULL;
        int count = virConnectListAllDomains(link->connection, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE);
        GHashTableIter iter;
        gpointer name, guest;

        if (count < 0)
                return tck_set_libvirt_error(error, "cannot list the domains");
        tck_watch_note(all->watch, all->uri, "connected, %d %s running", count, count == 1 ? "domain" : "domains");
        g_mutex_lock(&all->mutex);
        all->monitored = link->monitor >= 0;
        for (int i = 0; i < count; i++) {
                guest = find_guest(all, virDomainGetName(domains[i]));
                if (guest)
                        tck_libvirt_guest_tell(
                                guest,
                                (TckNews){.kind = TCK_NEWS_FOUND, .domain = domains[i], .monitored = all->monitored});
                g_hash_table_add(found, (gpointer) virDomainGetName(domains[i]));
        }
        g_hash_table_iter_init(&iter, all->guests);
        while (g_hash_table_iter_next(&iter, &name, &guest))
                if (!g_hash_table_contains(found, name))
                        tck_libvirt_guest_tell(guest, (TckNews){.kind = TCK_NEWS_MISSED});
        g_mutex_unlock(&all->mutex);
        for (int i = 0; i < count; i++)
                virDomainFree(domains[i]);
        free(domains);
        return TRUE;
}

static void lose_all(TckLibvirtWatch *all) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&all->mutex);
        GHashTableIter iter;
        gpointer guest;

        g_hash_table_iter_init(&iter, all->guests);
        while (g_hash_table_iter_next(&iter, NULL, &guest))
                tck_libvirt_guest_tell(guest, (TckNews){.kind = TCK_NEWS_LOST});
}

/* ---- the thread ---- */

static gboolean done(TckLibvirtWatch *all) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&all->mutex);
        guint wanted = all->names ? g_strv_length(all->names) : 1;

        return tck_cancelled() || (all->watch->once && all->reported >= wanted);
}

static const char *why_closed(TckLibvirtWatch *all) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&all->mutex);

        return all->closed;
}

static void sleep_until_woken(TckLibvirtWatch *all, double seconds) {
        eventfd_t count;

        if (tck_wait_readable(&all->wake_fd, 1, tck_deadline(seconds), NULL))
                (void) eventfd_read(all->wake_fd, &count);
}

static void wait_for_retry(TckLibvirtWatch *all) {
        if (g_get_monotonic_time() - all->began > (gint64) (LASTING_SECONDS * G_USEC_PER_SEC))
                all->retry = RETRY_SECONDS;
        if (!done(all))
                sleep_until_woken(all, all->retry);
        all->retry = MIN(all->retry * 2, RETRY_LONGEST_SECONDS);
}

/* Watches while the connection lasts. FALSE if there was none. */
static gboolean serve(TckLibvirtWatch *all, GError **error) {
        Link link;
        gboolean good;

        all->closed = NULL;
        all->began = g_get_monotonic_time();
        good = open_link(all, &link, error) && look_around(all, &link, error);
        if (good && !all->was_ready) {
                all->was_ready = TRUE;
                tck_watch_report(all->watch, (TckNotice){.kind = TCK_NOTICE_READY});
        }
        while (good && !done(all) && !why_closed(all)) {
                sleep_until_woken(all, HOUR);
                forget_gone(all);
        }
        if (good && !done(all))
                tck_watch_note(all->watch, all->uri, "the connection has ended: %s", why_closed(all));
        close_link(&link);
        lose_all(all);
        return good;
}

/* Ends the guests' threads, which may call back meanwhile. */
static void end_guests(TckLibvirtWatch *all) {
        g_autoptr(GHashTable) guests = NULL;

        g_mutex_lock(&all->mutex);
        guests = g_steal_pointer(&all->guests);
        g_mutex_unlock(&all->mutex);
}

static gpointer work(gpointer data) {
        TckLibvirtWatch *all = data;
        gboolean served = FALSE;

        while (!done(all) && !all->gave_up) {
                g_autoptr(GError) error = NULL;

                served |= serve(all, &error);
                if (served) {
                        wait_for_retry(all); /* a daemon's return causes no event */
                } else {
                        tck_watch_note(all->watch, all->uri, "%s", error->message);
                        all->gave_up = TRUE;
                }
        }
        end_guests(all);
        tck_watch_report(all->watch, (TckNotice){.kind = TCK_NOTICE_END});
        return NULL;
}

TckLibvirtWatch *tck_libvirt_watch_start(TckWatch *watch, const char *uri, const char *const *names) {
        TckLibvirtWatch *all = g_new0(TckLibvirtWatch, 1);
        g_autoptr(GError) error = NULL;

        all->watch = watch;
        all->retry = RETRY_SECONDS;
        all->uri = g_strdup(uri);
        all->logs = tck_libvirt_logs(uri);
        all->names = names && *names ? g_strdupv((GStrv) names) : NULL;
        all->guests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) tck_libvirt_guest_free);
        g_mutex_init(&all->mutex);
        all->wake_fd = tck_wake_fd(&error);
        if (all->wake_fd >= 0)
                all->thread = g_thread_try_new("libvirt", work, all, &error);
        if (!all->thread) {
                all->gave_up = TRUE;
                tck_watch_note(watch, uri, "%s", error->message);
                tck_watch_report(watch, (TckNotice){.kind = TCK_NOTICE_END});
        }
        return all;
}

gboolean tck_libvirt_watch_join(TckLibvirtWatch *all) {
        gboolean good;

        if (all->thread)
                g_thread_join(all->thread);
        good = !all->gave_up;
        g_mutex_clear(&all->mutex);
        if (all->wake_fd >= 0)
                close(all->wake_fd);
        g_strfreev(all->names);
        g_free(all->logs);
        g_free(all->uri);
        g_free(all);
        return good;
}
