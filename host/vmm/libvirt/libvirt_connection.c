/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_connection.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "error.h"
#include "libvirt_error.h"
#include "libvirt_xml.h"

/* ---- the library ---- */

static void be_quiet(G_GNUC_UNUSED void *data, G_GNUC_UNUSED virErrorPtr error) {
}

gboolean tck_libvirt_prepare(const char *log, GError **error) {
        static gboolean prepared;
        g_autofree char *outputs = log ? g_strdup_printf("3:file:%s", log) : NULL;

        if (prepared)
                return TRUE;
        if (!tck_libvirt_load(error))
                return FALSE;
        if (outputs)
                g_setenv("LIBVIRT_LOG_OUTPUTS", outputs, FALSE);
        virSetErrorFunc(NULL, be_quiet);
        /* libvirt translates its messages, and the kit recognizes some by their English text. */
        setlocale(LC_MESSAGES, "C");
        prepared = virInitialize() >= 0 && virEventRegisterDefaultImpl() >= 0;
        return prepared || tck_set_libvirt_error(error, "libvirt cannot be initialized");
}

char *tck_libvirt_logs(const char *uri) {
        g_autoptr(GUri) parts = g_uri_parse(uri, G_URI_FLAGS_NONE, NULL);
        gboolean here = parts && g_str_equal(g_uri_get_scheme(parts), "qemu") &&
                        (!g_uri_get_host(parts) || !*g_uri_get_host(parts));
        const char *path = here ? g_uri_get_path(parts) : "";
        g_autofree char *folder = NULL;

        if (g_str_equal(path, "/system"))
                folder = g_strdup("/var/log/libvirt/qemu");
        else if (g_str_equal(path, "/session"))
                folder = g_build_filename(g_get_user_cache_dir(), "libvirt/qemu/log", NULL);
        /* A folder that does not exist yet counts as readable. */
        return folder && (access(folder, R_OK | X_OK) == 0 || errno == ENOENT) ? g_steal_pointer(&folder) : NULL;
}

/* ---- names of events ---- */

#define DETAILS_MAX 10

static const struct {
        const char *name;
        const char *details[DETAILS_MAX];
} event_names[] = {
        [VIR_DOMAIN_EVENT_DEFINED] = {"Defined", {"Added", "Updated", "Renamed", "From snapshot"}},
        [VIR_DOMAIN_EVENT_UNDEFINED] = {"Undefined", {"Removed", "Renamed"}},
        [VIR_DOMAIN_EVENT_STARTED] = {"Started", {"Booted", "Migrated", "Restored", "From snapshot", "Wakeup"}},
        [VIR_DOMAIN_EVENT_SUSPENDED] = {"Suspended",
                                        {"Paused", "Migrated", "I/O error", "Watchdog", "Restored", "From snapshot",
                                         "API error", "Post-copy", "Post-copy failed"}},
        [VIR_DOMAIN_EVENT_RESUMED] = {"Resumed", {"Unpaused", "Migrated", "From snapshot", "Post-copy"}},
        [VIR_DOMAIN_EVENT_STOPPED] = {"Stopped",
                                      {"Shutdown", "Destroyed", "Crashed", "Migrated", "Saved", "Failed",
                                       "From snapshot"}},
        [VIR_DOMAIN_EVENT_SHUTDOWN] = {"Shutdown", {"Finished", "Guest", "Host"}},
        [VIR_DOMAIN_EVENT_PMSUSPENDED] = {"PMSuspended", {"Memory", "Disk"}},
        [VIR_DOMAIN_EVENT_CRASHED] = {"Crashed", {"Panicked", "Crashloaded"}},
};

const char *tck_lifecycle_text(TckLifecycle lifecycle) {
        gboolean known = lifecycle.event >= 0 && lifecycle.event < (int) G_N_ELEMENTS(event_names);
        gboolean told = known && lifecycle.detail >= 0 && lifecycle.detail < DETAILS_MAX &&
                        event_names[lifecycle.event].details[lifecycle.detail];
        g_autofree char *text =
                told ? g_strdup_printf("%s/%s", event_names[lifecycle.event].name,
                                       event_names[lifecycle.event].details[lifecycle.detail])
                     : g_strdup_printf("%s/%d", known ? event_names[lifecycle.event].name : "?", lifecycle.detail);

        return g_intern_string(text);
}

/* ---- events, as they arrive ---- */

static int on_lifecycle(G_GNUC_UNUSED virConnectPtr unused, virDomainPtr domain, int event, int detail, void *data) {
        TckConnection *connection = data;
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&connection->mutex);
        TckDomainEvents *events = g_hash_table_lookup(connection->listeners, virDomainGetName(domain));
        const TckLifecycle lifecycle = {event, detail};

        if (events) {
                g_array_append_val(events->lifecycle, lifecycle);
                eventfd_write(events->fd, 1);
        }
        return 0;
}

static void on_monitor(G_GNUC_UNUSED virConnectPtr unused, virDomainPtr domain, const char *event,
                       G_GNUC_UNUSED long long seconds, G_GNUC_UNUSED unsigned int microseconds, const char *details,
                       void *data) {
        TckConnection *connection = data;
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&connection->mutex);
        TckDomainEvents *events = g_hash_table_lookup(connection->listeners, virDomainGetName(domain));

        if (events) {
                g_queue_push_tail(&events->monitor, g_strdup_printf("%s %s", event, details ? details : "{}"));
                eventfd_write(events->fd, 1);
        }
}

TckDomainEvents *tck_domain_events_new(TckConnection *connection, const char *name) {
        TckDomainEvents *events = g_new0(TckDomainEvents, 1);

        events->connection = connection;
        events->name = g_strdup(name);
        events->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        events->lifecycle = g_array_new(FALSE, FALSE, sizeof(TckLifecycle));
        g_queue_init(&events->monitor);
        g_mutex_lock(&connection->mutex);
        g_hash_table_insert(connection->listeners, events->name, events);
        g_mutex_unlock(&connection->mutex);
        return events;
}

void tck_domain_events_free(TckDomainEvents *events) {
        if (!events)
                return;
        g_mutex_lock(&events->connection->mutex);
        g_hash_table_remove(events->connection->listeners, events->name);
        g_mutex_unlock(&events->connection->mutex);
        close(events->fd);
        g_array_unref(events->lifecycle);
        g_queue_clear_full(&events->monitor, g_free);
        g_free(events->name);
        g_free(events);
}

/* Clears the descriptor; the next event makes it readable again. */
static void rearm(TckDomainEvents *events) {
        eventfd_t count;

        (void) eventfd_read(events->fd, &count);
}

gboolean tck_domain_events_lifecycle(TckDomainEvents *events, TckLifecycle *ret_lifecycle) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&events->connection->mutex);

        rearm(events);
        if (events->taken == events->lifecycle->len)
                return FALSE;
        *ret_lifecycle = g_array_index(events->lifecycle, TckLifecycle, events->taken++);
        return TRUE;
}

char *tck_domain_events_monitor(TckDomainEvents *events) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&events->connection->mutex);

        rearm(events);
        return g_queue_pop_head(&events->monitor);
}

char *tck_domain_events_history(TckDomainEvents *events) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&events->connection->mutex);
        g_autoptr(GString) text = g_string_new(NULL);

        for (guint i = 0; i < events->lifecycle->len; i++)
                g_string_append_printf(text, "%s%s", i ? ", " : "",
                                       tck_lifecycle_text(g_array_index(events->lifecycle, TckLifecycle, i)));
        return g_strdup(text->str);
}

/* ---- connections ---- */

static void unref(void *data) {
        TckConnection *connection = data;

        if (!g_atomic_ref_count_dec(&connection->references))
                return;
        g_hash_table_unref(connection->listeners);
        g_mutex_clear(&connection->mutex);
        g_free(connection->uri);
        g_free(connection);
}

/* Counts a callback, unless libvirt refused to register it. */
static int counted(TckConnection *connection, int callback) {
        if (callback >= 0)
                g_atomic_ref_count_inc(&connection->references);
        return callback;
}

static gboolean listen_to_all(TckConnection *connection, GError **error) {
        connection->lifecycle =
                counted(connection,
                        virConnectDomainEventRegisterAny(connection->handle, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                                         VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle), connection, unref));
        if (connection->lifecycle < 0)
                return tck_set_libvirt_error(error, "no lifecycle events");
        connection->monitor =
                counted(connection, virConnectDomainQemuMonitorEventRegister(connection->handle, NULL, NULL, on_monitor,
                                                                             connection, unref, 0));
        return connection->monitor >= 0 || tck_set_libvirt_error(error, "no monitor events");
}

TckConnection *tck_connection_open(const char *uri, GError **error) {
        g_autoptr(TckConnection) connection = g_new0(TckConnection, 1);

        g_atomic_ref_count_init(&connection->references);
        connection->uri = g_strdup(uri);
        connection->lifecycle = connection->monitor = -1;
        connection->listeners = g_hash_table_new(g_str_hash, g_str_equal);
        g_mutex_init(&connection->mutex);
        connection->handle = virConnectOpen(uri);
        if (!connection->handle)
                tck_set_libvirt_error(error, "cannot connect to %s", uri);
        return connection->handle && listen_to_all(connection, error) ? g_steal_pointer(&connection) : NULL;
}

void tck_connection_close(TckConnection *connection) {
        if (!connection)
                return;
        if (connection->lifecycle >= 0)
                virConnectDomainEventDeregisterAny(connection->handle, connection->lifecycle);
        if (connection->monitor >= 0)
                virConnectDomainQemuMonitorEventDeregister(connection->handle, connection->monitor);
        if (connection->handle)
                virConnectClose(connection->handle);
        unref(connection);
}

/* ---- domains of earlier runs ---- */

/* FALSE with an error if libvirt does not answer, without one if it does not know the domain. */
static gboolean ask(virDomainPtr domain, int (*question)(virDomainPtr domain), gboolean *ret_yes, GError **error) {
        int answer = question(domain);

        *ret_yes = answer == 1;
        return answer >= 0 || tck_libvirt_last_answer() == TCK_LIBVIRT_UNKNOWN ||
               tck_set_libvirt_error(error, "libvirt does not tell whether a domain exists");
}

/* Ends a state of the domain (running, defined, saved). No error if the domain leaves it meanwhile, or is removed. */
static gboolean end_state(virDomainPtr domain, int (*question)(virDomainPtr domain), int (*end)(virDomainPtr domain),
                          const char *trouble, GError **error) {
        g_autoptr(GError) why = NULL;
        gboolean there;

        if (!ask(domain, question, &there, error))
                return FALSE;
        if (!there || end(domain) >= 0)
                return TRUE;
        tck_set_libvirt_error(&why, "cannot %s a domain that an earlier run left", trouble);
        if (!ask(domain, question, &there, error))
                return FALSE;
        if (there)
                g_propagate_error(error, g_steal_pointer(&why));
        return !there;
}

static int undefine(virDomainPtr domain) {
        return virDomainUndefineFlags(domain, VIR_DOMAIN_UNDEFINE_MANAGED_SAVE |
                                                      VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA |
                                                      VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA);
}

gboolean tck_domain_remove(virDomainPtr domain, GError **error) {
        return end_state(domain, virDomainIsActive, virDomainDestroy, "destroy", error) &&
               end_state(domain, virDomainIsPersistent, undefine, "undefine", error);
}

static gboolean find_left_behind(virDomainPtr domain, gboolean alone, gboolean *ret_left, GError **error) {
        gboolean named = g_str_has_prefix(virDomainGetName(domain), TCK_DOMAIN_PREFIX);
        char *metadata =
                named ? virDomainGetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, TCK_DOMAIN_NAMESPACE, 0) : NULL;

        *ret_left = metadata && (alone ? tck_domain_is_marked(metadata) : tck_domain_is_orphan(metadata));
        free(metadata);
        return !named || metadata || tck_libvirt_last_answer() == TCK_LIBVIRT_UNKNOWN ||
               tck_set_libvirt_error(error, "libvirt does not tell which process made a domain");
}

static gboolean clean(virDomainPtr domain, gboolean alone, GError **error) {
        gboolean left;

        return find_left_behind(domain, alone, &left, error) && (!left || tck_domain_remove(domain, error));
}

gboolean tck_connection_clean(TckConnection *connection, gboolean alone, GError **error) {
        virDomainPtr *domains = NULL;
        int count = virConnectListAllDomains(connection->handle, &domains, 0);
        gboolean good = TRUE;

        if (count < 0)
                return tck_set_libvirt_error(error, "cannot list the domains");
        for (int i = 0; i < count; i++) {
                good = good && clean(domains[i], alone, error);
                virDomainFree(domains[i]);
        }
        free(domains);
        return good;
}
