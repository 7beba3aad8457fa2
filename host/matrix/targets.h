/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file of targets (docs/matrix.md): a group for each hypervisor to test. It is checked strictly: each mistake is refused with its line.
 */
#pragma once

#include "matrix_target.h"

/* The targets of a file, in its order: TckMatrixTarget *. `file` names it in errors, which are TCK_ERROR_USAGE: "targets.ini:12: there is no key
 * machnes". There is at least one. Free with g_ptr_array_unref(). */
GPtrArray *tck_targets_parse(const char *file, const char *text, gsize length, GError **error);

/* The same from a file. */
GPtrArray *tck_targets_read(const char *path, GError **error);
