/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which jobs of a run are the lab's.
 */
#pragma once

#include "run.h"

/* Takes those jobs out of the array that are the lab's: TckJob *. Free with g_ptr_array_unref(). */
GPtrArray *tck_lab_jobs_take(const TckRunOptions *options, GPtrArray *jobs);

/* Why the lab, in which all is to be, cannot have a job that was left; NULL if it need not. */
const char *tck_lab_jobs_cannot(const TckRunOptions *options, const TckJob *job);
