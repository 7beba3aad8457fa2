/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One guest that somebody else started, watched through its monitor.
 *
 * It has a thread of its own, and outlives the hypervisor: when that ends, it waits for the next one at the same place.
 */
#pragma once

#include "watch.h"

typedef struct TckQmpGuest TckQmpGuest;

/* Begins to watch the QMP server at the Unix socket of that path, which need not be there yet. The guest's console and
 * the hypervisor's log are files that the hypervisor writes; NULL if there is none. `watch` has to outlive what this gives. */
TckQmpGuest *tck_qmp_guest_start(TckWatch *watch, const char *socket, const char *console, const char *log);

/* Asks it to end. */
void tck_qmp_guest_stop(TckQmpGuest *guest);

/* Waits for its end, after tck_qmp_guest_stop(), tck_cancel() or by itself, and frees it. FALSE if it had to give up,
 * and has said why. */
gboolean tck_qmp_guest_join(TckQmpGuest *guest);
