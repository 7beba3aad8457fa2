/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches one guest that somebody else started, through its monitor, and tells of each incident.
 *
 * A watcher has a thread of its own. It outlives the hypervisor: when that ends, it waits for the next one at the same place.
 */
#pragma once

#include "teller.h"

typedef struct TckWatcher TckWatcher;

/* Begins to watch the QMP server at the Unix socket of that path, which need not be there yet. The guest's console is a file
 * that the hypervisor writes; NULL if there is none. `watch` has to outlive the watcher. */
TckWatcher *tck_watcher_start(TckWatch *watch, const char *socket, const char *console);

/* Has it come to its end soon. */
void tck_watcher_stop(TckWatcher *watcher);

/* Waits for its end, after tck_watcher_stop(), tck_cancel() or by itself, and frees it. FALSE if it had to give up, and has said why. */
gboolean tck_watcher_join(TckWatcher *watcher);
