/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Collects the evidence of an incident: the run state, the console, a core, the screen, the hook's output. Failures are noted in the
 * incident.
 */
#pragma once

#include "reporter.h"

/* Asks for the run state if it is unknown. */
void tck_collect_run_state(const TckReporter *reporter, TckIncident *incident);

/* Keeps the current console, and adds its report to the incident. */
void tck_collect_console(const TckReporter *reporter, const TckHistoryEntry *entry);

/* Collects everything, and notifies the watch. The record is written first, so that it exists whatever happens later, and again at the
 * end, and if the hook fails. */
void tck_collect(const TckReporter *reporter, TckHistoryEntry *entry);
