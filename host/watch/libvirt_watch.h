/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches the existing and future domains of a libvirt, and reports each incident.
 *
 * If libvirt's daemon ends, it reconnects as soon as that is possible.
 */
#pragma once

#include "watch.h"

typedef struct TckLibvirtWatch TckLibvirtWatch;

/* Starts to watch the domains with these names, or all of them for none. Another thread has to iterate the default main context.
 * Call tck_libvirt_prepare() before. `watch` has to outlive the result. */
TckLibvirtWatch *tck_libvirt_watch_start(TckWatch *watch, const char *uri, const char *const *names);

/* Waits for its end, after tck_cancel() or by itself, and frees it. To be called from the thread that iterates the context. FALSE if it
 * had to give up, which it has reported. */
gboolean tck_libvirt_watch_join(TckLibvirtWatch *all);
