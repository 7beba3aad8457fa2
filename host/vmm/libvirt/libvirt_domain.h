/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A libvirt domain with a probe in it: its definition, the wire, its events, and the folder with its artifacts.
 *
 * The folder receives domain.xml (the requested XML), live.xml (libvirt's live XML), wire.log, console.log, domain.log
 * (libvirt's) and events.log.
 */
#pragma once

#include "libvirt_connection.h"
#include "libvirt_xml.h"
#include "probe.h"
#include "child.h"
#include "qmp.h"

/* The parameters of a domain. Everything is borrowed as long as the domain exists. */
typedef struct {
        TckConnection *connection;
        TckDomainPlan plan; /* without the wire, the console and the monitor; its name begins with TCK_DOMAIN_PREFIX */
        const char *work;   /* a short path for sockets: a separate folder, which the hypervisor can access */
        const char *directory; /* for the artifacts */
        const char *logs;      /* libvirt's folder for logs; NULL if it cannot be read */
} TckDomainSetup;

/* Callers only read it. */
typedef struct {
        TckDomainSetup setup;
        TckConnection *connection; /* another one after tck_domain_move() */
        virDomainPtr handle;       /* libvirt's, NULL before it was defined or started */
        unsigned int id;           /* libvirt's ID of it since its last start */
        char *xml;                 /* its definition */
        TckDomainEvents *events;
        TckProbe *probe; /* NULL until the wire is connected */

        /* its own */
        char *wire, *console, *monitor;
        int listener, monitor_listener;
        gboolean ended;
        TckJournal *journal;
        Qmp *qmp;
        TckProcess *process;
} TckDomain;

/* Prepares a domain, without starting it. Free with tck_domain_free(). */
TckDomain *tck_domain_new(const TckDomainSetup *setup, GError **error);

/* Defines it if it is persistent. */
gboolean tck_domain_define(TckDomain *domain, GError **error);

/* Starts the defined domain, or else a transient one. */
gboolean tck_domain_start(TckDomain *domain, GError **error);

/* Accepts the hypervisor's next connection to the wire: that of a new process. */
gboolean tck_domain_take_wire(TckDomain *domain, gint64 deadline, GError **error);

/* The hypervisor's process, found through that connection. Borrowed until the next connection is accepted. NULL with an error if it is
 * unknown. */
TckProcess *tck_domain_process(const TckDomain *domain, GError **error);

/* Waits for the end of that process. */
gboolean tck_domain_wait_exit(TckDomain *domain, gint64 deadline, GError **error);

/* Waits for an event on the kit's own monitor, if the domain has one. */
gboolean tck_domain_await_monitor(TckDomain *domain, const char *event, gint64 deadline, GError **error);

/* Unexpected replies of that monitor; 0 without one. */
guint tck_domain_stray_replies(TckDomain *domain);

/* Looks the domain up in another connection, after the daemon was restarted. */
gboolean tck_domain_move(TckDomain *domain, TckConnection *connection, GError **error);

/* Its live XML. Free with g_free(). */
char *tck_domain_live(TckDomain *domain, GError **error);

/* The contents of its log. NULL without an error if this process has no access to libvirt's logs, with one if this log cannot be read.
 * Free with g_free(). */
char *tck_domain_log(const TckDomain *domain, GError **error);

/* Destroys and undefines it. */
gboolean tck_domain_end(TckDomain *domain, GError **error);

/* Ends it if it still runs, keeps its artifacts in the folder, and empties the work folder. NULL is fine. */
void tck_domain_free(TckDomain *domain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDomain, tck_domain_free)
