/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of systemd's journal, with fields to look for: GUEST, KIND, CHANNEL, BUGCHECK, INCIDENT (the folder), ACTION, TIMES
 * (how often it has come again).
 */
#pragma once

#include "incident.h"

/* The MESSAGE_IDs: of an incident, and of one that has come again. */
#define TCK_JOURNALD_INCIDENT "645b2f25e6a341308837adda78e21e88"
#define TCK_JOURNALD_AGAIN "4b4f81bb66f640789ccb2472270e8bbd"

/* An incident, which has come `again` or not, and its folder or NULL. FALSE without a journal. */
gboolean tck_journald_incident(const TckIncident *incident, const char *directory, gboolean again);

/* A line about a guest. */
gboolean tck_journald_note(const char *guest, const char *text);

/* Whether what is written to that descriptor goes to the journal anyway. */
gboolean tck_journald_has(int fd);
