/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connection to libvirt: events of its domains, with a descriptor to wait for them, and the removal of domains that earlier
 * runs left.
 *
 * libvirt delivers events in the default main context: another thread has to iterate it.
 */
#pragma once

#include <glib.h>

#include "libvirt_calls.h"

/* Prepares the process for connections, once; libvirt's messages go to the file, if one is named. */
gboolean tck_libvirt_prepare(const char *log, GError **error);

/* The folder with the domains' logs of the libvirt at that URI. NULL if this process cannot read it, as on another machine. Free with
 * g_free(). */
char *tck_libvirt_logs(const char *uri);

/* ---- connections ---- */

typedef struct {
        virConnectPtr handle;
        char *uri;

        /* its own */
        gatomicrefcount references; /* the caller's, and those of callbacks that may still be called */
        int lifecycle, monitor;     /* the numbers of the callbacks */
        GMutex mutex;               /* guards `listeners` and the queues of events */
        GHashTable *listeners;      /* a domain's name → TckDomainEvents * */
} TckConnection;

/* Free with tck_connection_close(). NULL is fine for that. */
TckConnection *tck_connection_open(const char *uri, GError **error);
void tck_connection_close(TckConnection *connection);

/* Removes marked domains of runs that have ended. If only this process uses the libvirt, `alone`, these are all marked domains. */
gboolean tck_connection_clean(TckConnection *connection, gboolean alone, GError **error);

/* Destroys and undefines a domain, if it exists. */
gboolean tck_domain_remove(virDomainPtr domain, GError **error);

/* ---- events ---- */

typedef struct {
        int fd; /* readable while there may be events */

        /* its own */
        TckConnection *connection;
        char *name;
        GArray *lifecycle; /* TckLifecycle: all so far */
        guint taken;
        GQueue monitor; /* char * */
} TckDomainEvents;

/* The future events of the domain with that name. Free with tck_domain_events_free(), before the connection. */
TckDomainEvents *tck_domain_events_new(TckConnection *connection, const char *name);
void tck_domain_events_free(TckDomainEvents *events);

/* A lifecycle event, by libvirt's numbers. */
typedef struct {
        int event, detail;
} TckLifecycle;

/* "Crashed/Panicked" */
const char *tck_lifecycle_text(TckLifecycle lifecycle);

/* The oldest event that was not taken yet. FALSE, or NULL, if there is none. A monitor event is its name, a space, and its data as JSON;
 * free with g_free(). */
gboolean tck_domain_events_lifecycle(TckDomainEvents *events, TckLifecycle *ret_lifecycle);
char *tck_domain_events_monitor(TckDomainEvents *events);

/* All lifecycle events up to now, taken or not: "Started/Booted, Crashed/Panicked". Free with g_free(). */
char *tck_domain_events_history(TckDomainEvents *events);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckConnection, tck_connection_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDomainEvents, tck_domain_events_free)
