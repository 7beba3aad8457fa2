/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON objects in a text, on one or several lines, with anything between them.
 */
#pragma once

#include <glib.h>

typedef struct TckJsonValues TckJsonValues;

/* The text of an object, from its first bracket to the one that closes it, and the number of the line with which it begins. */
typedef void (*TckJsonValueFunc)(const char *text, gsize length, guint64 line, gpointer data);

/* The text of a longer object ends after `most` bytes. Free with tck_json_values_free(). */
TckJsonValues *tck_json_values_new(gsize most, TckJsonValueFunc func, gpointer data);
void tck_json_values_free(TckJsonValues *values);

/* Takes the next line, and calls the function for each object that ends in it. */
void tck_json_values_line(TckJsonValues *values, const char *line, gsize length, guint64 number);

/* Whether an object has begun and not ended. */
gboolean tck_json_values_inside(const TckJsonValues *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckJsonValues, tck_json_values_free)
