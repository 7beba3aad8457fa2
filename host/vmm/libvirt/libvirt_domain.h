/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A domain of libvirt's with a probe in it: its definition, the wire, its events, and the folder of what they leave.
 *
 * The folder receives domain.xml (what was asked for), live.xml (what libvirt made of it), wire.log, console.log, domain.log
 * (libvirt's) and events.log.
 */
#pragma once

#include "libvirt_connection.h"
#include "libvirt_xml.h"
#include "probe.h"
#include "child.h"
#include "qmp.h"

/* What a domain is made of. All is borrowed for its life. */
typedef struct {
        TckConnection *connection;
        TckDomainPlan plan; /* without the wire, the console and the monitor; its name begins with TCK_DOMAIN_PREFIX */
        const char *work;   /* a short path for sockets: a folder of its own, which the hypervisor can reach */
        const char *directory; /* for the artifacts */
        const char *logs;      /* where libvirt writes the domain's log; NULL if that cannot be read */
} TckDomainSetup;

/* Callers only read it. */
typedef struct {
        TckDomainSetup setup;
        TckConnection *connection; /* another one once the domain was moved */
        virDomainPtr handle;       /* libvirt's, NULL before it was defined or started */
        unsigned int id;           /* libvirt's number of it, as it was started last */
        char *xml;                 /* that it has or is to have */
        TckDomainEvents *events;
        TckProbe *probe; /* NULL until the wire was taken */

        /* its own */
        char *wire, *console, *monitor;
        int listener, monitor_listener;
        gboolean ended;
        TckJournal *journal;
        Qmp *qmp;
        TckProcess *process;
} TckDomain;

/* Prepares one, and starts nothing yet. Free with tck_domain_free(). */
TckDomain *tck_domain_new(const TckDomainSetup *setup, GError **error);

/* Defines it if it is persistent. */
gboolean tck_domain_define(TckDomain *domain, GError **error);

/* Starts it: what was defined, or else transient. */
gboolean tck_domain_start(TckDomain *domain, GError **error);

/* Takes the hypervisor's next connection to the wire: that of a new process. */
gboolean tck_domain_take_wire(TckDomain *domain, gint64 deadline, GError **error);

/* The other end of that connection: the hypervisor's process. Borrowed, until the next connection is taken. NULL with an error if
 * it cannot be told which one it is. */
TckProcess *tck_domain_process(const TckDomain *domain, GError **error);

/* Awaits the end of that process. */
gboolean tck_domain_wait_exit(TckDomain *domain, gint64 deadline, GError **error);

/* Awaits that event of the monitor of our own, if the domain has one. */
gboolean tck_domain_await_monitor(TckDomain *domain, const char *event, gint64 deadline, GError **error);

/* Replies of that monitor's that no command asked for; 0 without one. */
guint tck_domain_stray_replies(TckDomain *domain);

/* Looks the domain up anew, in another connection: its daemon is another one now. */
gboolean tck_domain_move(TckDomain *domain, TckConnection *connection, GError **error);

/* Its live XML. Free with g_free(). */
char *tck_domain_live(TckDomain *domain, GError **error);

/* What libvirt wrote in its log. NULL without an error where its logs are not ours to read, with one if this one cannot be read or
 * is not there. Free with g_free(). */
char *tck_domain_log(const TckDomain *domain, GError **error);

/* Ends it and undefines it. */
gboolean tck_domain_end(TckDomain *domain, GError **error);

/* Ends what was not ended, keeps what it leaves in the folder, and empties the folder of the work. NULL is fine. */
void tck_domain_free(TckDomain *domain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDomain, tck_domain_free)
