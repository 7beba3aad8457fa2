/* SPDX-License-Identifier: BSD-2-Clause */
/* What the run of a target sends (docs/lab.md). It is untrusted. */
#pragma once

#include <json-glib/json-glib.h>

#include "matrix.h"

/* Takes in a message. TCK_ERROR_PROTOCOL: such a run sends no such message. */
gboolean tck_matrix_take(TckMatrixEntry *entry, JsonObject *message, GError **error);
