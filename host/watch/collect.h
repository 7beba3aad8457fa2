/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that is done about one incident that is new: its record, and beside it the console, a core, what the hook prints.
 */
#pragma once

#include "boot_console.h"
#include "history.h"

/* What is asked of the guest's hypervisor. */
typedef struct {
        /* The run state; NULL if it is not to be had. Free with g_free(). */
        char *(*run_state)(gpointer data);
        /* Why there can be no core; NULL if one can be taken. Free with g_free(). */
        char *(*no_core)(gpointer data, const TckIncident *incident);
        gboolean (*take_core)(gpointer data, TckIncident *incident, const char *directory, GError **error);
} TckHypervisor;

typedef struct {
        TckWatch *watch;
        TckHistory *history;
        const TckHypervisor *hypervisor;
        gpointer data; /* of the hypervisor's */
        TckBootConsole console;
} TckCollector;

/* Writes the record first, so that it is there whatever comes next; once more when all is collected, and if the hook fails. Then
 * the watch is told. What goes wrong is noted in the incident. */
void tck_collect(const TckCollector *collector, TckHistoryEntry *entry);
