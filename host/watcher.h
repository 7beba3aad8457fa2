/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches one guest that somebody else started, through its monitor, and tells of each incident.
 *
 * A watcher has a thread of its own. It outlives the hypervisor: when that ends, it waits for the next one at the same place.
 */
#pragma once

#include "core.h"
#include "incident.h"

typedef enum {
        TCK_CORE_NEVER,
        TCK_CORE_ON_PANIC, /* of a guest that panicked, or hangs after one that it told its console alone */
        TCK_CORE_ALWAYS,   /* whatever the incident, if there is a guest to take it of */
} TckCoreWhen;

/* What all watchers have in common. */
typedef struct {
        const char *directory; /* where the incidents' folders go */
        const char *hook;      /* the command for each incident; NULL: none */
        double hook_timeout;   /* seconds */
        double timeout;        /* seconds a monitor may take for an answer */
        double hang;           /* seconds without a sign of life from any CPU that make a hang; 0: do not look */
        TckCoreWhen core;      /* whether to take cores, */
        TckCoreFormat format;  /* in which format, */
        double core_timeout;   /* and how many seconds that may take */
        const char *symbols;   /* the ELF file of what runs in the guests; NULL: none but our own probes' */
        gboolean once;         /* the first incident of a guest is the last one that is awaited */
        /* Called from the watchers' threads, one at a time: an incident, whole, with its folder (NULL if there is none);
         * what else is worth a line. */
        void (*incident)(gpointer data, const TckIncident *incident, const char *directory);
        void (*note)(gpointer data, const char *guest, const char *text);
        void (*end)(gpointer data);
        gpointer data;
        GMutex mutex; /* held for these calls */
} TckWatch;

typedef struct TckWatcher TckWatcher;

/* Begins to watch the QMP server at the Unix socket of that path, which need not be there yet. The guest's console is a file
 * that the hypervisor writes; NULL if there is none. `watch` has to outlive the watcher. */
TckWatcher *tck_watcher_start(TckWatch *watch, const char *socket, const char *console);

/* Has it come to its end soon. */
void tck_watcher_stop(TckWatcher *watcher);

/* Waits for its end, after tck_watcher_stop(), tck_cancel() or by itself, and frees it. FALSE if it had to give up, and has said why. */
gboolean tck_watcher_join(TckWatcher *watcher);
