/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a connection to libvirt brings about a domain, handed from its threads to the one that watches the domain.
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
        JsonObject *event; /* in the form of QMP; taken over */
} TckNews;

/* A copy, with a reference of its own to the domain; the event is taken over. Free with tck_news_free(). */
TckNews *tck_news_copy(const TckNews *news);
void tck_news_free(TckNews *news);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckNews, tck_news_free)
