/* SPDX-License-Identifier: BSD-2-Clause */
/* The scheduler of a matrix: it shares the slots among the runs of all targets. */
#pragma once

#include "matrix.h"

/* Who follows a matrix. */
typedef struct {
        void (*wait)(const TckMatrixEntry *entry, gpointer data);  /* another process runs it, as its problem says */
        void (*begin)(const TckMatrixEntry *entry, gpointer data); /* its hypervisor and plan are known */
        void (*result)(const TckMatrixEntry *entry, const TckMatrixResult *result, gpointer data);
        void (*activity)(const TckMatrixEntry *entry, gpointer data);
        void (*end)(const TckMatrixEntry *entry, gpointer data);
        gpointer data;
} TckMatrixFollower;

/* Runs all targets that wait. Blocks, and iterates the default main context. A signal that asks for an end interrupts the runs, which keep
 * their results; a second one ends them. A target that another process runs is left to it, or waited for. Merges the results in the
 * matrix's folder whenever a target ends. TCK_ERROR_ENVIRONMENT if that cannot be written. */
gboolean tck_matrix_run(TckMatrix *matrix, const TckMatrixFollower *follower, GError **error);
