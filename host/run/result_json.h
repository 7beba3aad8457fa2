/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Results as JSON: what results.json, the messages of a run and the journal of a run have in common.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "result.h"

/* Adds the members of an outcome that all of them have; its artifacts are at that path. */
void tck_json_add_outcome(JsonBuilder *builder, const TckOutcome *outcome, const char *artifacts);

/* A path below the run's folder, relative to it. NULL for other paths, and for one that a receiver would refuse. Borrowed. */
const char *tck_json_artifacts(const TckRun *run, const char *path);

/* Adds the members of a message about a result (docs/lab.md), which tck_lab_take_outcomes() reads. */
void tck_json_add_result(JsonBuilder *builder, const TckRun *run, const TckResult *result);

/* Begins a message: an object with one member, whose name is the kind of message, and whose value is built until tck_json_end_message(). */
JsonBuilder *tck_json_begin_message(const char *what);

/* Ends it. Takes ownership of the builder. The line, with its end; free with g_free(). */
char *tck_json_end_message(JsonBuilder *builder);
