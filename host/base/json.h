/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON: reading members of untrusted objects, where an absent member and one of the wrong type are treated alike; and
 * writing members of objects.
 */
#pragma once

#include <json-glib/json-glib.h>

/* Borrowed; NULL unless the member is a string, an object or an array. The object itself may be NULL. */
const char *tck_json_string(JsonObject *object, const char *name);
JsonObject *tck_json_object(JsonObject *object, const char *name);
JsonArray *tck_json_array(JsonObject *object, const char *name);

/* The node's object or array, borrowed; NULL if it is something else. The node itself may be NULL. */
JsonObject *tck_json_node_object(JsonNode *node);
JsonArray *tck_json_node_array(JsonNode *node);

/* The strings of an array, char *; other values are ignored. Empty if there is no such array. Free with g_ptr_array_unref(). */
GPtrArray *tck_json_texts(JsonObject *object, const char *name);

/* The object in a list whose member `name` is that text. Borrowed; NULL if there is none, or no list. */
JsonObject *tck_json_find(JsonNode *list, const char *name, const char *text);

gint64 tck_json_int(JsonObject *object, const char *name, gint64 otherwise);

/* A number, whole or not. */
double tck_json_double(JsonObject *object, const char *name, double otherwise);

/* Whether the member exists and is true. */
gboolean tck_json_is_true(JsonObject *object, const char *name);

/* ---- writing: members of the object that a builder is in ---- */

/* Invalid UTF-8 is replaced; NULL becomes null. */
void tck_json_add_text(JsonBuilder *builder, const char *name, const char *text);
void tck_json_add_texts(JsonBuilder *builder, const char *name, const GPtrArray *texts);
void tck_json_add_int(JsonBuilder *builder, const char *name, gint64 number);
void tck_json_add_boolean(JsonBuilder *builder, const char *name, gboolean value);

/* The value takes a reference; NULL becomes null. */
void tck_json_add_object(JsonBuilder *builder, const char *name, JsonObject *object);

/* The same for an existing object. */
void tck_json_set_text(JsonObject *object, const char *name, const char *text);
void tck_json_set_texts(JsonObject *object, const char *name, const char *const *texts, gsize count);

/* Up to json_builder_end_object() or json_builder_end_array(). */
void tck_json_begin_object(JsonBuilder *builder, const char *name);
void tck_json_begin_array(JsonBuilder *builder, const char *name);

/* ---- texts ---- */

/* Whether each token of a text is valid JSON, no number exceeds a double, no integer exceeds 64 bits, there is no half of a
 * surrogate pair, the text begins with a bracket and ends with its counterpart, and the limits hold: `nesting_max` (at most TCK_JSON_NESTING_MAX),
 * TCK_JSON_VALUES_MAX values, TCK_JSON_MEMBERS_MAX members of an object. To be called for text from outside
 * before it is parsed: the parser accepts more than JSON (comments, 'strings', 0x10, a second value, which it drops), it recurses, it needs
 * a hundred times the memory of a short value, and member names can be chosen so that they all collide in its hash table. Whether
 * the tokens form a valid value is left to the parser. */
enum { TCK_JSON_NESTING_MAX = 128, TCK_JSON_VALUES_MAX = 1 << 18, TCK_JSON_MEMBERS_MAX = 2048 };

gboolean tck_json_is_plain(const char *text, guint nesting_max);

/* Parses a text from outside that is followed by a NUL. NULL unless it is UTF-8 without a NUL, passes the check above, and is JSON. Free with
 * json_node_unref(). */
JsonNode *tck_json_parse(const char *text, gsize length, guint nesting_max);

/* A value as JSON text on one line; a NULL node is "null". Free with g_free(). */
char *tck_json_text(JsonNode *node);
char *tck_json_object_text(JsonObject *object);

/* The same on many lines, for people to read. */
char *tck_json_pretty(JsonNode *node);
