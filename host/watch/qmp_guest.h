/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches one guest through its monitor.
 *
 * It has its own thread. When the hypervisor ends, it waits for the next one at the same socket.
 */
#pragma once

#include "watch.h"

typedef struct TckQmpGuest TckQmpGuest;

/* Starts to watch the QMP server at the Unix socket of that path, which need not exist yet. The guest's console and
 * the hypervisor's log are files that the hypervisor writes; NULL if there is none. `watch` has to outlive the result. */
TckQmpGuest *tck_qmp_guest_start(TckWatch *watch, const char *socket, const char *console, const char *log);

/* Asks it to end. */
void tck_qmp_guest_stop(TckQmpGuest *guest);

/* Waits for its end, after tck_qmp_guest_stop(), tck_cancel() or by itself, and frees it. FALSE if it had to give up,
 * which it has reported. */
gboolean tck_qmp_guest_join(TckQmpGuest *guest);
