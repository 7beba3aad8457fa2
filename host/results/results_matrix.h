/* SPDX-License-Identifier: BSD-2-Clause */
/* What matrix.json (docs/matrix.schema.json) says of the targets of a matrix. It is untrusted. */
#pragma once

#include <json-glib/json-glib.h>

/* The list of targets in a matrix.json, whose text a NUL follows; NULL if it is something else. Free with json_array_unref(). */
JsonArray *tck_results_matrix_parse(const char *text, gsize length);

/* The list of targets in FOLDER/matrix.json. TCK_ERROR_ENVIRONMENT if it cannot be read, or is something else. Free with json_array_unref(). */
JsonArray *tck_results_matrix_read(const char *folder, GError **error);

/* The name of a target in that list; NULL if it has none that can be the name of its folder. Borrowed. */
const char *tck_results_matrix_name(JsonObject *target);

/* The state of a target that was not run to its end ("missing"); NULL if it was. Borrowed. */
const char *tck_results_matrix_state(JsonObject *target);

/* Its results as far as they are in matrix.json, in the form of results.json (results_file.h): without files, and without what a run adds at
 * its end. Free with json_object_unref(). */
JsonObject *tck_results_matrix_partial(JsonObject *target);

/* The number of these. */
guint tck_results_matrix_count(JsonObject *target);
