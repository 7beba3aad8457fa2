/* SPDX-License-Identifier: BSD-2-Clause */
/* How long targets took, kept in the matrix's folder: for their order, and for the time left. */
#pragma once

#include "matrix.h"

/* Sets what is known of earlier runs. A file that is not there, or not valid, says nothing. */
void tck_matrix_times_read(TckMatrix *matrix);

/* Keeps the times of the targets that had results in this run, and those of others. */
gboolean tck_matrix_times_write(const TckMatrix *matrix, GError **error);
