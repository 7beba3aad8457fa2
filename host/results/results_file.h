/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads results.json of earlier runs (docs/results.schema.json), which is untrusted. */
#pragma once

#include <json-glib/json-glib.h>

/* The largest results.json that is read, in bytes. */
enum { TCK_RESULTS_MAX = 256 << 20 };

/* The object in a results.json, whose text a NUL follows, if it is of the version that this program knows, has the members "run", "tool" and
 * "results", and these are of the right types; else NULL. Free with json_object_unref(). */
JsonObject *tck_results_parse(const char *text, gsize length);

/* The same for a file. TCK_ERROR_ENVIRONMENT if it cannot be read, or is something else. */
JsonObject *tck_results_read(const char *path, GError **error);

/* Where results.json is, if the place is a run's folder, or results.json itself. Free with g_free(). */
char *tck_results_path(const char *place);
