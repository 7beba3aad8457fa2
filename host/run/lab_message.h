/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads messages of a run in the lab, or of another run (docs/lab.md). They are untrusted: each has to be an object with one member.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "result.h"

/* Adds the outcomes of a message to a result of the same case and VM. Their artifacts are below the folder. FALSE if they are invalid. */
gboolean tck_lab_take_outcomes(JsonObject *message, const char *folder, TckResult *result);

/* A text that is safe to show; NULL if there is none. Free with g_free(). */
char *tck_lab_text(JsonObject *object, const char *name);

/* A count; 0 if there is none. */
guint tck_lab_count(JsonObject *object, const char *name);

/* The member `verdict`; FALSE if there is none, or no such verdict. */
gboolean tck_lab_verdict(JsonObject *object, TckVerdict *ret_verdict);
