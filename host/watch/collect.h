/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is kept of an incident: the run state, the console, a core, what the hook prints. What goes wrong is noted in the incident.
 */
#pragma once

#include "reporter.h"

/* Asks for the run state, if it is not known. */
void tck_collect_run_state(const TckReporter *reporter, TckIncident *incident);

/* Keeps the console as it is now, and puts into the incident what it tells. */
void tck_collect_console(const TckReporter *reporter, const TckHistoryEntry *entry);

/* All of it, and tells the watch. Writes the record first, so that it is there whatever comes next; once more when all is collected, and
 * if the hook fails. */
void tck_collect(const TckReporter *reporter, TckHistoryEntry *entry);
