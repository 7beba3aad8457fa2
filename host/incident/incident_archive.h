/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The folder of all incidents, and its quota. The oldest incidents are removed first; the newest stays, and so does
 * one that is being written. Only folders with the name of an incident are removed.
 *
 * Safe for use by several threads.
 */
#pragma once

#include "incident.h"

typedef struct TckArchive TckArchive;

typedef struct {
        guint incidents; /* in the folder */
        guint64 bytes;   /* their size */
        guint64 removed; /* how many were removed */
} TckArchiveUsage;

/* Opens the folder, which need not exist yet: it keeps so many incidents of each guest, and so many bytes of all incidents (0: as
 * many as there are). Existing incidents count. Free with tck_archive_free(). */
TckArchive *tck_archive_new(const char *directory, guint keep, guint64 most_bytes);
void tck_archive_free(TckArchive *archive);

/* Makes a folder for an incident, by tck_evidence_create(). The incident counts as being written. */
char *tck_archive_create(TckArchive *archive, const TckIncident *incident, GError **error);

/* Makes room for so many bytes that will be written to that folder. */
void tck_archive_make_room(TckArchive *archive, const char *folder, guint64 bytes);

/* Ends the writing of the incident for now, and measures its size. */
void tck_archive_settle(TckArchive *archive, const char *folder);

TckArchiveUsage tck_archive_usage(TckArchive *archive);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckArchive, tck_archive_free)
