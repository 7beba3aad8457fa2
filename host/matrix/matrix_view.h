/* SPDX-License-Identifier: BSD-2-Clause */
/* A matrix for people: what happens, and a table at the end. */
#pragma once

#include <stdio.h>

#include "matrix_run.h"

typedef struct TckMatrixView TckMatrixView;

/* The stream is borrowed. `live`: it is a terminal, and shows each target that runs, a count and the time left, in place; otherwise a line for
 * each beginning and end, and now and then one about the progress. Free with tck_matrix_view_free(). */
TckMatrixView *tck_matrix_view_new(const TckMatrix *matrix, FILE *stream, gboolean live, gboolean colour);
void tck_matrix_view_free(TckMatrixView *view);

/* Its functions for tck_matrix_run(). */
TckMatrixFollower tck_matrix_view_follower(TckMatrixView *view);

/* Ends the view, and prints the table. FALSE if any output has failed. */
gboolean tck_matrix_view_end(TckMatrixView *view, GError **error);
