/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of a target, in its folder: the object that the merged results have for it (docs/matrix.schema.json). Only the process that makes an
 * attempt at the target writes it.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "matrix.h"

/* Its name, in the target's folder. */
#define TCK_MATRIX_RECORD "target.json"

/* The record of an entry. Free with json_node_unref(). */
JsonNode *tck_matrix_record_new(const TckMatrixEntry *entry);

/* Writes it to the target's folder. */
gboolean tck_matrix_record_write(const TckMatrixEntry *entry, GError **error);

/* The record of the target of that name, whose results are in the folder: untrusted. One that says that the target is running, although no process
 * makes an attempt, says instead that it was interrupted. NULL if there is none, or it is not valid. Free with json_node_unref(). */
JsonNode *tck_matrix_record_read(const char *directory, const char *name);

/* Whether it has results of another machine. */
gboolean tck_matrix_record_is_foreign(JsonNode *record);

/* Fills in what the record says of the target's last attempt. */
void tck_matrix_record_take(JsonNode *record, TckMatrixEntry *entry);
