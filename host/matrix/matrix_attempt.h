/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An attempt at a target. While a process makes it, no other one runs the target, on this machine or on another one that shares the file system. It
 * ends with the process, however that ends (lock.h), and it has a number. If locks do not hold between machines, or a server has
 * given the lock away because it no longer heard from this machine, a later attempt takes the target over, and the earlier one notices.
 */
#pragma once

#include <glib.h>

typedef struct TckMatrixAttempt TckMatrixAttempt;

/* Begins one at the target whose results are in the folder, which is made. TCK_ERROR_TIMEOUT if another process makes one: "process 123 on n1 runs
 * it". Free with tck_matrix_attempt_free(), which ends it; NULL is fine. */
TckMatrixAttempt *tck_matrix_attempt_new(const char *directory, GError **error);
void tck_matrix_attempt_free(TckMatrixAttempt *attempt);

/* From 1; those of all processes count. */
guint tck_matrix_attempt_number(const TckMatrixAttempt *attempt);

/* Whether no later one has taken the target over, as far as can be told. */
gboolean tck_matrix_attempt_is_last(const TckMatrixAttempt *attempt);

/* "process 123 on n1": who makes the last attempt at the target whose results are in the folder; NULL if that is not known. Free with g_free(). */
char *tck_matrix_attempt_by(const char *directory);

/* Whether any process makes one now. */
gboolean tck_matrix_is_attempted(const char *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckMatrixAttempt, tck_matrix_attempt_free)
