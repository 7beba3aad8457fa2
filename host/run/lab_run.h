/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs jobs in the lab: a run of this program there executes them, and its results are added to this run.
 */
#pragma once

#include "attempt.h"

/* The maximal number of workers of a run in the lab. */
enum { TCK_LAB_SLOTS = 16 };

typedef struct {
        TckWorker worker; /* its slot and the following ones belong to the lab */
        guint number;     /* of several labs, from 1 */
        GPtrArray *jobs;  /* TckJob *; owned */

        /* What it did, to be read after its end. */
        guint boots, restores;
        char *no_snapshot; /* as in TckRun */
} TckLabRun;

/* Divides the jobs among at most `labs` labs, by hardware or domain, and takes ownership of them: TckLabRun *, whose workers are copies of
 * the model with consecutive slots. Free with g_ptr_array_unref(). */
GPtrArray *tck_lab_run_divide(const TckWorker *model, GPtrArray *jobs, guint labs);

/* The function of a lab's thread, for a TckLabRun: runs its jobs, reports a result for each, and its own end. */
gpointer tck_lab_run_work(gpointer data);
