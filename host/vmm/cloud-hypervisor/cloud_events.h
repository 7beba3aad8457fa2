/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stream of cloud-hypervisor's event monitor (docs/event-monitor.md there): a sequence of JSON objects over many lines, each with
 * `timestamp`, `source`, `event` and `properties`, which is null or has texts alone.
 *
 * The stream is not trusted: anything else, too deep nesting or an object without an end is TCK_ERROR_PROTOCOL, and so are too many
 * events. Nothing after that is read.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "journal.h"

typedef struct TckCloudEvents TckCloudEvents;

/* The journal, which gets each event and everything else, is borrowed and may be NULL. Free with tck_cloud_events_free(). */
TckCloudEvents *tck_cloud_events_new(TckJournal *journal);
void tck_cloud_events_free(TckCloudEvents *events);

/* Takes the next bytes, in which an event may begin or end anywhere. */
gboolean tck_cloud_events_push(TckCloudEvents *events, const char *bytes, gsize count, GError **error);

/* Whether the stream has ended in the middle of an event. */
gboolean tck_cloud_events_unfinished(const TckCloudEvents *events);

/* The oldest event; NULL if there is none. Free with json_object_unref(). */
JsonObject *tck_cloud_events_next(TckCloudEvents *events);

/* "guest.panic event=panic": its name, as in the documentation, and its properties, sorted by name. Free with
 * g_free(). */
char *tck_cloud_event_text(JsonObject *event);

/* Whether the event has that name: "vm.booted". */
gboolean tck_cloud_event_is(JsonObject *event, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCloudEvents, tck_cloud_events_free)
