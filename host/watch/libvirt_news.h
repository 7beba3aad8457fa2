/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * News from a connection to libvirt about a domain, passed from its threads to the one that watches the domain.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "libvirt_connection.h"

typedef enum {
        TCK_NEWS_FOUND,     /* the connection has the domain */
        TCK_NEWS_MISSED,    /* the connection does not have the domain */
        TCK_NEWS_LOST,      /* the connection is gone */
        TCK_NEWS_LIFECYCLE, /* a lifecycle event */
        TCK_NEWS_MONITOR,   /* an event of QEMU's monitor */
        TCK_NEWS_END,       /* the watch ends */
} TckNewsKind;

typedef struct {
        TckNewsKind kind;
        virDomainPtr domain; /* NULL if there is none */
        gboolean monitored;  /* whether the connection has the monitor's events */
        TckLifecycle lifecycle;
        JsonObject *event; /* in the form of QMP; taken over */
} TckNews;

/* A copy, with its own reference to the domain; takes ownership of the event. Free with tck_news_free(). */
TckNews *tck_news_copy(const TckNews *news);
void tck_news_free(TckNews *news);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckNews, tck_news_free)
