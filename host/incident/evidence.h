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

/* Puts into the incident where the console is, which is kept there anyway, its last lines, and the last oops. */
void tck_evidence_read_console(const char *console, TckIncident *incident);

/* Keeps a copy of the console, whole, as console.log, and puts its last lines in the incident, and the last oops behind that
 * place in it: where the guest's last boot began, as far as that is known. */
gboolean tck_evidence_keep_console(const char *directory, const char *console, guint64 boot, TckIncident *incident,
                                   GError **error);

/* That oops alone; NULL if there is none, or no such file. Free with tck_oops_free(). */
TckOops *tck_evidence_oops(const char *console, guint64 from);
