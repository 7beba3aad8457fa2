/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The folder that all incidents go to, and how much may be in it. The oldest have to go first; the newest stays, and so does
 * one that is being written. Only what has the name of an incident's folder is ever touched.
 *
 * May be used by several threads.
 */
#pragma once

#include "incident.h"

typedef struct TckArchive TckArchive;

typedef struct {
        guint incidents; /* that are there */
        guint64 bytes;   /* that they take */
        guint64 removed; /* how many had to go */
} TckArchiveUsage;

/* That folder, which need not be there yet: of each guest so many incidents are kept, and of all together so many bytes (0: as
 * many as there are). What is there already counts. Free with tck_archive_free(). */
TckArchive *tck_archive_new(const char *directory, guint keep, guint64 most_bytes);
void tck_archive_free(TckArchive *archive);

/* Makes a folder for an incident, which is being written from now on: tck_evidence_create(). */
char *tck_archive_create(TckArchive *archive, const TckIncident *incident, GError **error);

/* Something so large is about to be put into that folder: makes room for it. */
void tck_archive_make_room(TckArchive *archive, const char *folder, guint64 bytes);

/* The incident is written, for now: looks how large it has become. */
void tck_archive_settle(TckArchive *archive, const char *folder);

TckArchiveUsage tck_archive_usage(TckArchive *archive);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckArchive, tck_archive_free)
