/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The folder of an incident: its record, and what is kept beside it.
 */
#pragma once

#include "incident.h"

/* Makes a folder of its own for the incident, below one that is made if need be: TIME-GUEST-KIND. Free with g_free(). */
char *tck_evidence_create(const char *parent, const TckIncident *incident, GError **error);

/* Writes incident.json, in full or not at all. */
gboolean tck_evidence_write(const char *directory, const TckIncident *incident, GError **error);

/* Keeps a copy of the console, whole, as console.log, and puts its last lines in the incident. */
gboolean tck_evidence_keep_console(const char *directory, const char *console, TckIncident *incident, GError **error);
