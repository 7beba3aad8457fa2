/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of systemd's journal, with searchable fields: GUEST, KIND, CHANNEL, BUGCHECK, INCIDENT (the folder), ACTION, TIMES
 * (the number of repetitions).
 */
#pragma once

#include "incident.h"

/* The MESSAGE_IDs of an incident, and of its repetitions. */
#define TCK_JOURNALD_INCIDENT "645b2f25e6a341308837adda78e21e88"
#define TCK_JOURNALD_AGAIN "4b4f81bb66f640789ccb2472270e8bbd"

/* Writes an incident, or its repetitions (`again`), and its folder or NULL. FALSE without a journal. */
gboolean tck_journald_incident(const TckIncident *incident, const char *directory, gboolean again);

/* Writes a line about a guest. */
gboolean tck_journald_note(const char *guest, const char *text);

/* Whether the descriptor is connected to the journal. */
gboolean tck_journald_has(int fd);
