/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a connection to libvirt brings about one domain, on its way to the thread that watches the domain.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "libvirt_connection.h"

typedef enum {
        TCK_NEWS_FOUND,     /* the connection has the domain */
        TCK_NEWS_MISSED,    /* it has not */
        TCK_NEWS_LOST,      /* the connection is gone */
        TCK_NEWS_LIFECYCLE, /* a lifecycle event */
        TCK_NEWS_MONITOR,   /* an event of QEMU's monitor */
        TCK_NEWS_END,       /* the watch ends */
} TckNewsKind;

typedef struct {
        TckNewsKind kind;
        virDomainPtr domain; /* NULL if there is none */
        gboolean monitored;  /* whether the connection brings the monitor's events */
        TckLifecycle lifecycle;
        JsonObject *event; /* in the form of QMP */
} TckNews;

/* A copy, with a reference to the domain; takes the event over. Free with tck_news_free(). */
TckNews *tck_news_copy(const TckNews *news);
void tck_news_free(TckNews *news);

/* An event of the monitor as libvirt hands it on, with its data as JSON or NULL, in the form of QMP. Free with
 * json_object_unref(). */
JsonObject *tck_news_event(const char *name, gint64 seconds, guint microseconds, const char *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckNews, tck_news_free)
