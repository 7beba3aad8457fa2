/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One domain of a libvirt under watch: makes incidents of what libvirt tells.
 *
 * It has a thread of its own, which takes the news in their order and may take its time: the threads that bring them are never
 * held up.
 */
#pragma once

#include "libvirt_connection.h"
#include "watch.h"

/* What a connection to libvirt brings about a domain. */
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

typedef struct TckLibvirtGuest TckLibvirtGuest;

/* Begins to watch the domain of that name, of which there is no news yet. `watch` has to outlive it. Its thread calls changed(data, TRUE),
 * once, when all that is awaited was reported, and changed(data, FALSE) whenever the domain has ended. */
TckLibvirtGuest *tck_libvirt_guest_start(TckWatch *watch, const char *name,
                                         void (*changed)(gpointer data, gboolean told), gpointer data);

/* Whether the domain has ended and all news of it are taken, so that it may be freed. Only of use where no news can come
 * meanwhile. */
gboolean tck_libvirt_guest_is_gone(TckLibvirtGuest *guest);

/* Hands on a copy of the news. */
void tck_libvirt_guest_tell(TckLibvirtGuest *guest, TckNews news);

/* Waits until it has taken all news up to here, and frees it. */
void tck_libvirt_guest_free(TckLibvirtGuest *guest);
