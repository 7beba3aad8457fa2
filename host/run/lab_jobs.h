/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Selects the jobs that run in the lab.
 */
#pragma once

#include "run.h"

/* Removes the jobs that run in the lab from the array, and returns them: TckJob *. Free with g_ptr_array_unref(). */
GPtrArray *tck_lab_jobs_take(const TckRunOptions *options, GPtrArray *jobs);

/* Why a job that was left cannot run in the lab although the user wants that for all; NULL if it need not. */
const char *tck_lab_jobs_cannot(const TckRunOptions *options, const TckJob *job);
