/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs that run in the lab: a run of this program there has them, and what comes of them is put in as if they had been run here.
 */
#pragma once

#include "attempt.h"

/* The workers of a run in the lab, at most. */
enum { TCK_LAB_SLOTS = 16 };

typedef struct {
        TckWorker worker; /* its slot and those behind it are the lab's */
        guint number;     /* of several labs, from 1 on */
        GPtrArray *jobs;  /* TckJob *; owned */

        /* What it took; for whoever has awaited the end. */
        guint boots, restores;
        char *no_snapshot; /* as in TckRun */
} TckLabRun;

/* Divides the jobs, which are taken over, among no more than that many labs, by the hardware of their VMs, or domain by domain: TckLabRun *, of workers like
 * that one, whose slots begin with its own. Free with g_ptr_array_unref(). */
GPtrArray *tck_lab_run_divide(const TckWorker *model, GPtrArray *jobs, guint labs);

/* A thread's work: runs them, hands in a result for each, and puts its end into the inbox. The data is a TckLabRun. */
gpointer tck_lab_run_work(gpointer data);
