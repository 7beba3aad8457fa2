/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON: members of objects that somebody else wrote, where absent and of the wrong type are the same, and neither is a crash; and
 * members of objects that are written.
 */
#pragma once

#include <json-glib/json-glib.h>

/* Borrowed; NULL unless the member is a string or an object. The object itself may be NULL. */
const char *tck_json_string(JsonObject *object, const char *name);
JsonObject *tck_json_object(JsonObject *object, const char *name);

/* What a node is, borrowed; NULL unless it is an object or an array. The node itself may be NULL. */
JsonObject *tck_json_node_object(JsonNode *node);
JsonArray *tck_json_node_array(JsonNode *node);

/* The texts of an array: char *, without those that are not texts. Empty if there is no such array. Free with g_ptr_array_unref(). */
GPtrArray *tck_json_texts(JsonObject *object, const char *name);

/* The object in a list of objects in which that member is that text. Borrowed; NULL if there is none, or no list. */
JsonObject *tck_json_find(JsonNode *list, const char *name, const char *text);

gint64 tck_json_int(JsonObject *object, const char *name, gint64 otherwise);

/* A number, whole or not. */
double tck_json_double(JsonObject *object, const char *name, double otherwise);

/* Whether it is there, and true. */
gboolean tck_json_is_true(JsonObject *object, const char *name);

/* ---- writing: members of the object that a builder is in ---- */

/* What is not UTF-8 in it is replaced; NULL becomes null. */
void tck_json_add_text(JsonBuilder *builder, const char *name, const char *text);
void tck_json_add_texts(JsonBuilder *builder, const char *name, const GPtrArray *texts);
void tck_json_add_int(JsonBuilder *builder, const char *name, gint64 number);
void tck_json_add_boolean(JsonBuilder *builder, const char *name, gboolean value);

/* The value takes a reference; NULL becomes null. */
void tck_json_add_object(JsonBuilder *builder, const char *name, JsonObject *object);

/* The same in an object that is there. */
void tck_json_set_text(JsonObject *object, const char *name, const char *text);
void tck_json_set_texts(JsonObject *object, const char *name, const char *const *texts, gsize count);

/* Up to json_builder_end_object() or json_builder_end_array(). */
void tck_json_begin_object(JsonBuilder *builder, const char *name);
void tck_json_begin_array(JsonBuilder *builder, const char *name);

/* ---- texts ---- */

/* Whether a text keeps, word by word, to what JSON allows, has no number beyond a double, no whole one beyond 64 bits and no half of a
 * surrogate pair, opens with a bracket, nests no deeper than that (at most TCK_JSON_NESTING_MAX), has no more values than
 * TCK_JSON_VALUES_MAX and no object more than TCK_JSON_MEMBERS_MAX, and ends where this bracket is closed. For text from outside,
 * before it is parsed: the parser takes more than JSON (comments, 'strings', 0x10, a second value that it drops), it recurses, it takes
 * a hundred times the memory of a short value, and names of members can be chosen so that it looks among all of them for each. That
 * the words make sense together is for the parser to say. */
enum { TCK_JSON_NESTING_MAX = 128, TCK_JSON_VALUES_MAX = 1 << 18, TCK_JSON_MEMBERS_MAX = 2048 };

gboolean tck_json_is_plain(const char *text, guint nesting_max);

/* Parses a text from outside, behind whose end is a NUL. NULL unless it is UTF-8 without a NUL, plain as above, and JSON. Free with
 * json_node_unref(). */
JsonNode *tck_json_parse(const char *text, gsize length, guint nesting_max);

/* A value as JSON text on one line; a NULL node is "null". Free with g_free(). */
char *tck_json_text(JsonNode *node);
char *tck_json_object_text(JsonObject *object);

/* The same on many lines, for people to read. */
char *tck_json_pretty(JsonNode *node);
