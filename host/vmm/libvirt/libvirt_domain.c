/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_domain.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connect.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "libvirt_error.h"
#include "wait.h"

/* ---- making ---- */

/* The hypervisor, which may run as another user, connects to the socket. */
static gboolean listen_at(const char *path, int *ret_fd, GError **error) {
        *ret_fd = tck_listen(path, SOCK_STREAM, error);
        return *ret_fd >= 0 && (chmod(path, 0666) == 0 || tck_error_set_errno(error, "cannot listen at %s", path));
}

static gboolean keep_text(const TckDomain *domain, const char *name, const char *text, GError **error) {
        g_autofree char *path = g_build_filename(domain->setup.directory, name, NULL);

        return g_file_set_contents(path, text, -1, error);
}

static gboolean prepare(TckDomain *domain, GError **error) {
        return tck_make_folder(domain->setup.directory, 0755, error) &&
               (domain->journal = tck_journal_create(domain->setup.directory, "wire.log", error)) &&
               listen_at(domain->wire, &domain->listener, error) &&
               (!domain->monitor || listen_at(domain->monitor, &domain->monitor_listener, error)) &&
               keep_text(domain, "domain.xml", domain->xml, error);
}

TckDomain *tck_domain_new(const TckDomainSetup *setup, GError **error) {
        g_autoptr(TckDomain) domain = g_new0(TckDomain, 1);
        TckDomainPlan plan = setup->plan;

        domain->setup = *setup;
        domain->connection = setup->connection;
        domain->listener = domain->monitor_listener = -1;
        plan.wire = domain->wire = g_build_filename(setup->work, "wire", NULL);
        plan.console = domain->console = g_build_filename(setup->work, "console", NULL);
        if (plan.spec->monitor)
                plan.monitor = domain->monitor = g_build_filename(setup->work, "qmp", NULL);
        domain->xml = tck_domain_xml(&plan);
        domain->events = tck_domain_events_new(setup->connection, plan.name);
        return prepare(domain, error) ? g_steal_pointer(&domain) : NULL;
}

gboolean tck_domain_define(TckDomain *domain, GError **error) {
        domain->handle = virDomainDefineXML(domain->connection->handle, domain->xml);
        return domain->handle || tck_set_libvirt_error(error, "it cannot be defined");
}

gboolean tck_domain_start(TckDomain *domain, GError **error) {
        g_autofree char *live = NULL;
        gboolean good = domain->handle && virDomainCreate(domain->handle) == 0;

        if (!domain->handle) {
                domain->handle = virDomainCreateXML(domain->connection->handle, domain->xml, 0);
                good = domain->handle != NULL;
        }
        if (!good)
                return tck_set_libvirt_error(error, "it cannot be started");
        domain->id = virDomainGetID(domain->handle);
        live = tck_domain_live(domain, error);
        return live && keep_text(domain, "live.xml", live, error);
}

/* ---- the wire ---- */

static int take_connection(int listener, gint64 deadline, GError **error) {
        int fd = -1;

        if (tck_wait_readable(&listener, 1, deadline, error)) {
                fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
                if (fd < 0)
                        tck_error_set_errno(error, "cannot accept a connection");
        }
        return fd;
}

static gboolean take_monitor(TckDomain *domain, gint64 deadline, GError **error) {
        int fd = take_connection(domain->monitor_listener, deadline, error);

        if (fd < 0)
                return FALSE;
        qmp_free(domain->qmp);
        domain->qmp = qmp_new(fd, NULL);
        return qmp_handshake(domain->qmp, deadline, error);
}

gboolean tck_domain_await_monitor(TckDomain *domain, const char *event, gint64 deadline, GError **error) {
        g_autoptr(JsonObject) taken = NULL;

        return qmp_await_event(domain->qmp, event, &taken, deadline, error);
}

guint tck_domain_stray_replies(TckDomain *domain) {
        if (!domain->qmp)
                return 0;
        qmp_pump(domain->qmp, NULL);
        return domain->qmp->stray_replies;
}

gboolean tck_domain_take_wire(TckDomain *domain, gint64 deadline, GError **error) {
        g_auto(TckFd) fd = take_connection(domain->listener, deadline, error);

        if (fd < 0 || (domain->monitor && !take_monitor(domain, deadline, error)))
                return FALSE;
        g_clear_pointer(&domain->process, tck_process_free);
        tck_probe_free(domain->probe);
        domain->process = tck_process_of_peer(fd);
        domain->probe = tck_probe_new(g_steal_fd(&fd), domain->journal);
        return TRUE;
}

TckProcess *tck_domain_process(const TckDomain *domain, GError **error) {
        if (!domain->process)
                tck_error_set(
                        error, TCK_ERROR_ENVIRONMENT,
                        "the hypervisor's process is not known: it is in another PID namespace, or has ended at once");
        return domain->process;
}

gboolean tck_domain_wait_exit(TckDomain *domain, gint64 deadline, GError **error) {
        TckProcess *process = tck_domain_process(domain, error);
        int status;

        return process && tck_process_wait(process, deadline, &status, error);
}

/* ---- queries ---- */

gboolean tck_domain_move(TckDomain *domain, TckConnection *connection, GError **error) {
        g_clear_pointer(&domain->events, tck_domain_events_free);
        g_clear_pointer(&domain->handle, virDomainFree);
        domain->connection = connection;
        domain->events = tck_domain_events_new(connection, domain->setup.plan.name);
        domain->handle = virDomainLookupByName(connection->handle, domain->setup.plan.name);
        return domain->handle || tck_set_libvirt_error(error, "it is not found again");
}

char *tck_domain_live(TckDomain *domain, GError **error) {
        char *xml = virDomainGetXMLDesc(domain->handle, 0);
        char *copy = g_strdup(xml);

        if (!xml)
                tck_set_libvirt_error(error, "it has no XML");
        free(xml);
        return copy;
}

static char *log_path(const TckDomain *domain) {
        return g_strdup_printf("%s/%s.log", domain->setup.logs, domain->setup.plan.name);
}

char *tck_domain_log(const TckDomain *domain, GError **error) {
        g_autofree char *path = NULL, *text = NULL;

        if (!domain->setup.logs)
                return NULL;
        path = log_path(domain);
        return g_file_get_contents(path, &text, NULL, error) ? g_utf8_make_valid(text, -1) : NULL;
}

/* ---- the end ---- */

gboolean tck_domain_end(TckDomain *domain, GError **error) {
        domain->ended = TRUE;
        return !domain->handle || tck_domain_remove(domain->handle, error);
}

/* Keeps what evidence there is; a missing part is not an error. */
static void keep_evidence(TckDomain *domain) {
        g_autofree char *log = tck_domain_log(domain, NULL);
        g_autofree char *history = tck_domain_events_history(domain->events);
        g_autofree char *console = NULL;

        keep_text(domain, "events.log", history, NULL);
        if (g_file_get_contents(domain->console, &console, NULL, NULL))
                keep_text(domain, "console.log", console, NULL);
        if (log) {
                g_autofree char *path = log_path(domain);

                keep_text(domain, "domain.log", log, NULL);
                unlink(path);
        }
}

void tck_domain_free(TckDomain *domain) {
        if (!domain)
                return;
        if (!domain->ended)
                tck_domain_end(domain, NULL);
        keep_evidence(domain);
        g_clear_pointer(&domain->handle, virDomainFree);
        tck_domain_events_free(domain->events);
        tck_probe_free(domain->probe);
        tck_process_free(domain->process);
        tck_journal_close(domain->journal);
        qmp_free(domain->qmp);
        tck_fd_close(domain->listener);
        tck_fd_close(domain->monitor_listener);
        tck_remove_files(domain->setup.work, "");
        g_free(domain->xml);
        g_free(domain->wire);
        g_free(domain->console);
        g_free(domain->monitor);
        g_free(domain);
}
