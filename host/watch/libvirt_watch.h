/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches the domains of a libvirt, those that are there and those that come, and tells of each incident.
 *
 * It outlives libvirt's daemon: when the connection ends, it is made anew as soon as that is possible.
 */
#pragma once

#include "watch.h"

typedef struct TckLibvirtWatch TckLibvirtWatch;

/* Begins to watch the domains of these names, or all of them for none. Somebody has to iterate the default main context. The
 * process is prepared for libvirt (tck_libvirt_prepare()), and `watch` outlives what is returned. */
TckLibvirtWatch *tck_libvirt_watch_start(TckWatch *watch, const char *uri, const char *const *names);

/* Waits for its end, after tck_cancel() or by itself, and frees it. The thread is that which iterates the context. FALSE if it
 * had to give up, and has said why. */
gboolean tck_libvirt_watch_join(TckLibvirtWatch *all);
