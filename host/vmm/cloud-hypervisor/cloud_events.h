/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stream of cloud-hypervisor's event monitor (docs/event-monitor.md there): a sequence of JSON objects over many lines, each with
 * `timestamp`, `source`, `event` and `properties`, which is null or has texts alone.
 *
 * What it says is untrusted: what is no such object, is nested beyond reason or has no end is TCK_ERROR_PROTOCOL, and so are more
 * events than can be kept. Nothing that comes after that is read.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "journal.h"

typedef struct TckCloudEvents TckCloudEvents;

/* The journal, which gets each event and all that is not one, is borrowed and may be NULL. Free with tck_cloud_events_free(). */
TckCloudEvents *tck_cloud_events_new(TckJournal *journal);
void tck_cloud_events_free(TckCloudEvents *events);

/* Takes in what came next, in which an event may begin or end anywhere. */
gboolean tck_cloud_events_push(TckCloudEvents *events, const char *bytes, gsize count, GError **error);

/* Whether the stream stands in the middle of an event. */
gboolean tck_cloud_events_unfinished(const TckCloudEvents *events);

/* The oldest event; NULL if there is none. Free with json_object_unref(). */
JsonObject *tck_cloud_events_next(TckCloudEvents *events);

/* "guest.panic event=panic": its name, as the documentation has it, and its properties in the order of their names. Free with
 * g_free(). */
char *tck_cloud_event_text(JsonObject *event);

/* Whether it is called so: "vm.booted". */
gboolean tck_cloud_event_is(JsonObject *event, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCloudEvents, tck_cloud_events_free)
