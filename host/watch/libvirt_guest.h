/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches one domain of a libvirt: makes incidents from libvirt's events.
 *
 * It has its own thread, which handles the news in their order and may be slow: the threads that deliver them are never
 * blocked.
 */
#pragma once

#include "libvirt_news.h"
#include "watch.h"

typedef struct TckLibvirtGuest TckLibvirtGuest;

/* Starts to watch the domain of that name, before its first news; its log, if it can be read, is in the folder `logs`, which may
 * be NULL. `watch` has to outlive it. Its thread calls changed(data, TRUE),
 * once, when everything that is awaited was reported, and changed(data, FALSE) whenever the domain has ended. */
TckLibvirtGuest *tck_libvirt_guest_start(TckWatch *watch, const char *name, const char *logs,
                                         void (*changed)(gpointer data, gboolean reported), gpointer data);

/* Whether the domain has ended and all news of it are handled, so that it may be freed. Only valid while no news can arrive
 * meanwhile. */
gboolean tck_libvirt_guest_is_gone(TckLibvirtGuest *guest);

/* Adds a copy of the news to the queue. */
void tck_libvirt_guest_tell(TckLibvirtGuest *guest, TckNews news);

/* Waits until all earlier news are handled, and frees it. */
void tck_libvirt_guest_free(TckLibvirtGuest *guest);
