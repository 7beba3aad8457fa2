/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the values of a target make sense, as far as that can be known before it runs. */
#pragma once

#include "matrix_target.h"

/* Finds the target's layer. NULL, or what is wrong and on which line (left alone if that is the group's); free with g_free(). */
char *tck_target_check(TckMatrixTarget *target, guint *ret_line);
