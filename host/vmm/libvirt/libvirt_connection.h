/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connection to libvirt: what its domains tell, as events that a thread can wait for, and the end of domains that were
 * left behind.
 *
 * libvirt tells of events in the default main context: somebody has to iterate it.
 */
#pragma once

#include <glib.h>

#include "libvirt_calls.h"

/* Prepares the process for connections, once; libvirt's own messages go to that file, if one is named. */
gboolean tck_libvirt_prepare(const char *log, GError **error);

/* The folder of the domains' logs of the libvirt at that URI. NULL if this process cannot read it, as of another machine. Free with
 * g_free(). */
char *tck_libvirt_logs(const char *uri);

/* ---- connections ---- */

typedef struct {
        virConnectPtr handle;
        char *uri;

        /* its own */
        gatomicrefcount references; /* ours, and those of callbacks that may still be on their way */
        int lifecycle, monitor;     /* the numbers of our callbacks */
        GMutex mutex;               /* guards the table, and what is queued */
        GHashTable *listeners;      /* a domain's name → TckDomainEvents * */
} TckConnection;

/* Free with tck_connection_close(). NULL is fine for that. */
TckConnection *tck_connection_open(const char *uri, GError **error);
void tck_connection_close(TckConnection *connection);

/* Destroys and undefines the domains that a run which has ended left behind: these have the kit's mark. Whoever has the libvirt
 * for himself, `alone`, need not find out whether it is. */
gboolean tck_connection_clean(TckConnection *connection, gboolean alone, GError **error);

/* Destroys a domain, if it is there, with its definition. */
gboolean tck_domain_remove(virDomainPtr domain, GError **error);

/* ---- events ---- */

typedef struct {
        int fd; /* readable while there may be something to take */

        /* its own */
        TckConnection *connection;
        char *name;
        GArray *lifecycle; /* TckLifecycle: all there were */
        guint taken;
        GQueue monitor; /* char * */
} TckDomainEvents;

/* The events of the domain of that name, from now on. Free with tck_domain_events_free(), before the connection. */
TckDomainEvents *tck_domain_events_new(TckConnection *connection, const char *name);
void tck_domain_events_free(TckDomainEvents *events);

/* A lifecycle event, as libvirt numbers them. */
typedef struct {
        int event, detail;
} TckLifecycle;

/* "Crashed/Panicked" */
const char *tck_lifecycle_text(TckLifecycle lifecycle);

/* What came first and was not taken yet. FALSE, or NULL, if there is nothing. A monitor event is its name, a blank, and
 * its data as JSON; free with g_free(). */
gboolean tck_domain_events_lifecycle(TckDomainEvents *events, TckLifecycle *ret_lifecycle);
char *tck_domain_events_monitor(TckDomainEvents *events);

/* What the lifecycle events were up to now, taken or not: "Started/Booted, Crashed/Panicked". Free with g_free(). */
char *tck_domain_events_history(TckDomainEvents *events);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckConnection, tck_connection_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDomainEvents, tck_domain_events_free)
