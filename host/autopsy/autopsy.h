/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds out why a guest died from files of every kind in source.h, in any combination: the result is one incident.
 */
#pragma once

#include "incident.h"

typedef struct TckAutopsy TckAutopsy;

/* Free with tck_autopsy_free(). */
TckAutopsy *tck_autopsy_new(void);
void tck_autopsy_free(TckAutopsy *autopsy);

/* Reads a file, "-" for standard input. FALSE with an error that names it if its kind is not known, or it could not be read to its end:
 * what was read before counts. */
gboolean tck_autopsy_add(TckAutopsy *autopsy, const char *path, GError **error);

/* Adds libvirt's reason for the domain's end, for callers that have it from elsewhere, such as libvirt's hooks. FALSE with an error if libvirt has no such reason. */
gboolean tck_autopsy_add_reason(TckAutopsy *autopsy, const char *reason, GError **error);

/* Names a file with the symbols of what ran in the guest, for the cores that are added from here on. The name has to live as long as the
 * autopsy; nothing is reported if the file cannot be read. */
void tck_autopsy_use_symbols(TckAutopsy *autopsy, const char *path);

/* Reads the files that are named in those read so far, such as a domain's console. Errors with them are in the incident's
 * troubles. */
void tck_autopsy_follow(TckAutopsy *autopsy);

/* The resulting incident. NULL with an error if nothing was found out. Once for each autopsy. Free with tck_incident_free(). */
TckIncident *tck_autopsy_conclude(TckAutopsy *autopsy, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckAutopsy, tck_autopsy_free)
