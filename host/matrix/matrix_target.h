/* SPDX-License-Identifier: BSD-2-Clause */
/* A target: what its group in the file of targets says (docs/matrix.md). */
#pragma once

#include "layer.h"

/* The keys of a group. */
typedef enum {
        TCK_TARGET_HYPERVISOR,
        TCK_TARGET_PROGRAM,
        TCK_TARGET_WITH,
        TCK_TARGET_SUITE,
        TCK_TARGET_FIRMWARE,
        TCK_TARGET_ARCH,
        TCK_TARGET_MACHINES,
        TCK_TARGET_BOOT,
        TCK_TARGET_ACCEL,
        TCK_TARGET_LAB,
        TCK_TARGET_CASES,
        TCK_TARGET_ARGUMENTS,
        TCK_TARGET_PROFILE,
        TCK_TARGET_WAIVERS,
        TCK_TARGET_TIMEOUT,
        TCK_TARGET_CONSTRAINT,
        TCK_TARGET_KEYS,
} TckTargetKey;

/* "machines" */
const char *tck_target_key_name(TckTargetKey key);

typedef struct {
        char *name;
        char *file;
        guint line;                    /* of its group, from 1 */
        char *values[TCK_TARGET_KEYS]; /* NULL: the key is not there */
        guint lines[TCK_TARGET_KEYS];  /* of the values; 0 for those that are not there */
        TckLayer layer;
} TckMatrixTarget;

/* The parts of a value that is a list, which semicolons separate, without blanks around them. Empty without a value. Free with
 * g_strfreev(). */
char **tck_target_list(const TckMatrixTarget *target, TckTargetKey key);

/* Frees it. */
void tck_matrix_target_free(gpointer target);
