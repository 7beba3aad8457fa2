/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <glib.h>

typedef struct {
        GPtrArray *problems; /* char *: why it is refused, one sentence each; empty if it is accepted */
        char *claim;         /* "CONFORMS to qemu-7.1"; NULL if it has no results */
        char *hypervisor;    /* what was tested; NULL if it has no results */
        char *kit;           /* which kit packed it; NULL if it has no manifest */
        GPtrArray *waivers;  /* char *: each waiver that was given, with its reason and how often it applied */
        guint results, demanded;
} TckVerification;

void tck_verification_free(TckVerification *verification);

/* Checks an archive by what this program knows of profiles and cases, not by what the archive says of itself: it is complete and unmodified,
 * its results agree with each other, each case is known, and all that the profile demands was met. NULL with an error if the file cannot
 * be read at all. */
TckVerification *tck_submission_verify(const char *archive, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckVerification, tck_verification_free)
