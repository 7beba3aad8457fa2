/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the run in the lab says of itself (docs/lab.md), which is not trusted: each message is an object with one member.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "result.h"

/* Takes the outcomes of a result over into that one, whose case and VM they are of. Their files are below the folder. FALSE: such a
 * result there cannot be. */
gboolean tck_lab_take_outcomes(JsonObject *message, const char *folder, TckResult *result);

/* A text that is fit to be shown; NULL if there is none. Free with g_free(). */
char *tck_lab_text(JsonObject *object, const char *name);

/* A number of things; 0 if there is none. */
guint tck_lab_count(JsonObject *object, const char *name);
