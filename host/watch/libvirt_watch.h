/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches the domains of a libvirt, those that are there and those that come, and reports each incident.
 *
 * It outlives libvirt's daemon: when the connection ends, it connects again as soon as that is possible.
 */
#pragma once

#include "watch.h"

typedef struct TckLibvirtWatch TckLibvirtWatch;

/* Begins to watch the domains of these names, or all of them for none. Another thread has to iterate the default main context.
 * tck_libvirt_prepare() was called before, and `watch` outlives what this gives. */
TckLibvirtWatch *tck_libvirt_watch_start(TckWatch *watch, const char *uri, const char *const *names);

/* Waits for its end, after tck_cancel() or by itself, and frees it. To be called from the thread that iterates the context. FALSE if it
 * had to give up, and has said why. */
gboolean tck_libvirt_watch_join(TckLibvirtWatch *all);
