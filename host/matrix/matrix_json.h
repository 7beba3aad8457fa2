/* SPDX-License-Identifier: BSD-2-Clause */
/* matrix.json, the merged results of all targets; docs/matrix.schema.json describes it. */
#pragma once

#include "matrix.h"

/* Writes it to the matrix's folder. */
gboolean tck_matrix_write(const TckMatrix *matrix, GError **error);
