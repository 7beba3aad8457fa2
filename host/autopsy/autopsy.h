/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a guest died, from whatever it left: files of every kind that source.h knows, in any mix, and the one incident that they amount to.
 */
#pragma once

#include "incident.h"

typedef struct TckAutopsy TckAutopsy;

/* Free with tck_autopsy_free(). */
TckAutopsy *tck_autopsy_new(void);
void tck_autopsy_free(TckAutopsy *autopsy);

/* Reads a file, "-" for standard input. FALSE with an error that names it if it is nothing that is known, or could not be read to its end:
 * what it told up to there counts. */
gboolean tck_autopsy_add(TckAutopsy *autopsy, const char *path, GError **error);

/* libvirt's word for why the domain ended, for those who have it from elsewhere, as libvirt's hooks. FALSE with an error if it is none. */
gboolean tck_autopsy_add_reason(TckAutopsy *autopsy, const char *reason, GError **error);

/* Reads the files that those which were read have named, such as a domain's console. What is wrong with one of them is in the incident's
 * troubles. */
void tck_autopsy_follow(TckAutopsy *autopsy);

/* What it all amounts to. NULL with an error if nothing could be told at all. Once for each autopsy. Free with tck_incident_free(). */
TckIncident *tck_autopsy_conclude(TckAutopsy *autopsy, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckAutopsy, tck_autopsy_free)
