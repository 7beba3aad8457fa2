/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run amounts to. That something conforms is claimed of a profile, where all that it demands was run and holds.
 */
#pragma once

#include "result.h"

typedef enum {
        TCK_CLAIM_CONFORMS,
        TCK_CLAIM_IN_PART, /* what was run of what the profile demands holds, and that was not all */
        TCK_CLAIM_PASSED,  /* nothing failed, and no profile demands any of it */
        TCK_CLAIM_FAILED,  /* something does not conform */
        TCK_CLAIM_NOTHING, /* nothing failed, and nothing passed either */
        TCK_CLAIM_SKIPPED, /* nothing was run */
        TCK_CLAIM_ERROR,   /* the harness or its environment broke, or results are missing */
        TCK_CLAIMS,
} TckClaim;

TckClaim tck_run_claim(const TckRun *run);

/* "CONFORMS to qemu-7.1", "DOES NOT CONFORM to qemu-7.1", "ALL SKIPPED". Free with g_free(). */
char *tck_run_claim_text(const TckRun *run);

/* How much of the profile is in it: "qemu-7.1, 412 of the 820 results that must pass on pc, q35 by multiboot were run". Free with
 * g_free(). */
char *tck_run_profile_text(const TckRun *run);

/* How many of the results that were had the profile demands, and how many of these hold: PASS, KNOWN or WAIVED. */
guint tck_run_demanded_had(const TckRun *run);
guint tck_run_demanded_met(const TckRun *run);

/* 0 what was run conforms, 1 something does not, or nothing passed, 3 an ERROR or a result that is missing, 77 nothing but
 * SKIPs. */
int tck_run_exit_status(const TckRun *run);
