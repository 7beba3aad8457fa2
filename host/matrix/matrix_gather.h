/* SPDX-License-Identifier: BSD-2-Clause */
/* Merging without running: what processes, here or on other machines, have left in the folder of a matrix. */
#pragma once

#include "matrix_run.h"

/* Reads what the folder has for the matrix's entries, which the follower is told as ends, and merges. A target that no process has run, or that
 * one still runs, stays in that state, with the problem. TCK_ERROR_ENVIRONMENT if the merged results cannot be written. */
gboolean tck_matrix_gather(TckMatrix *matrix, const TckMatrixFollower *follower, GError **error);
