/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Members of JSON objects that somebody else wrote: absent and of the wrong type are the same, and neither is a crash.
 */
#pragma once

#include <json-glib/json-glib.h>

/* Borrowed; NULL unless the member is a string or an object. The object itself may be NULL. */
const char *tck_json_string(JsonObject *object, const char *name);
JsonObject *tck_json_object(JsonObject *object, const char *name);

gint64 tck_json_int(JsonObject *object, const char *name, gint64 otherwise);

/* A value as JSON text on one line; a NULL node is "null". Free with g_free(). */
char *tck_json_text(JsonNode *node);
char *tck_json_object_text(JsonObject *object);
