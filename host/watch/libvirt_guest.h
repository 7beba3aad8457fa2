/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One domain of a libvirt under watch: makes incidents of what libvirt tells.
 *
 * It has a thread of its own, which takes the news in their order and may take its time: the threads that bring them are never
 * held up.
 */
#pragma once

#include "libvirt_news.h"
#include "watch.h"

typedef struct TckLibvirtGuest TckLibvirtGuest;

/* Begins to watch the domain of that name, of which there is no news yet; its log, if that can be read, is in the folder `logs`, which may
 * be NULL. `watch` has to outlive it. Its thread calls changed(data, TRUE),
 * once, when all that is awaited was reported, and changed(data, FALSE) whenever the domain has ended. */
TckLibvirtGuest *tck_libvirt_guest_start(TckWatch *watch, const char *name, const char *logs,
                                         void (*changed)(gpointer data, gboolean told), gpointer data);

/* Whether the domain has ended and all news of it are taken, so that it may be freed. Only of use where no news can come
 * meanwhile. */
gboolean tck_libvirt_guest_is_gone(TckLibvirtGuest *guest);

/* Hands on a copy of the news. */
void tck_libvirt_guest_tell(TckLibvirtGuest *guest, TckNews news);

/* Waits until it has taken all news up to here, and frees it. */
void tck_libvirt_guest_free(TckLibvirtGuest *guest);
