/* SPDX-License-Identifier: BSD-2-Clause */
/* matrix.json, the merged results of all targets; docs/matrix.schema.json describes it. */
#pragma once

#include "matrix.h"

/* Writes it, and the times of targets, to the matrix's folder: what the folder has, whichever process ran it, and all targets of the file.
 * Processes do this one after another. TCK_ERROR_TIMEOUT if others do not let it happen for a minute. */
gboolean tck_matrix_merge(const TckMatrix *matrix, GError **error);
