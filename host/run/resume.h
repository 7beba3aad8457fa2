/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Going on with a run that was interrupted, by any means: each result is added to a journal in the run's folder when it is known, and a later
 * run of the same with `--resume` takes it over. The journal is untrusted: what cannot be read is run again.
 */
#pragma once

#include "run.h"
#include "target.h"

/* The name of the journal, in the run's folder. */
#define TCK_RESUME_JOURNAL "results.journal"

typedef struct TckResume TckResume;

/* Opens the journal. What is in it counts only if it is about the same kit, probes, hypervisor, firmware, options and host kernel: by
 * contents. Waits until no other run uses the journal. Sets run->resumed. Free with tck_resume_close(). */
TckResume *tck_resume_open(TckRun *run, const TckRunOptions *options, const GPtrArray *targets, GError **error);

/* Adds the outcomes of an earlier run to the result. FALSE: there are none, or ones that another attempt may change, because something broke
 * or was missing. */
gboolean tck_resume_take(const TckResume *resume, const TckRun *run, TckResult *result);

/* Adds a result, unless it was taken from the journal. NULL is fine. */
void tck_resume_put(TckResume *resume, const TckRun *run, const TckResult *result);

/* Closes it and frees. FALSE if any result could not be written. NULL is fine. */
gboolean tck_resume_close(TckResume *resume, GError **error);

/* A folder for new files below that of the run, which has no files of an earlier run. Free with g_free(). */
char *tck_resume_folder(const TckRun *run, const char *name);
