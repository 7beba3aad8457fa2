/* SPDX-License-Identifier: BSD-2-Clause */
/* The runs at some places, as targets with names. */
#pragma once

#include <json-glib/json-glib.h>

typedef struct {
        char *name;          /* unique among the targets */
        char *directory;     /* the run's folder, which has the artifacts of its VMs */
        JsonObject *results; /* results.json, as tck_results_parse() returned it */
        JsonObject *system;  /* of a matrix's target: what was tested, as matrix.json describes it; else NULL */
        char *state;         /* of a matrix's target that was not run to its end: "missing", "broken", ...; else NULL */
        char *problem;       /* why; NULL if that is not known */
} TckResultsTarget;

/* Reads results.json of each place: "PATH" or "NAME=PATH", where the path is the file or its folder; or the folder of a matrix, all of whose
 * targets are read, with their names there. Without a name a target has the hypervisor's, or the folder's if two would have the same.
 * `partial`: with targets of a matrix that left no results.json, because they are missing or did not come to their end; their results are those in
 * matrix.json, if any. TCK_ERROR_ENVIRONMENT if a file cannot be read, or is not the results of a run in a version that this program knows;
 * TCK_ERROR_USAGE if two places were given the same name. Free with g_ptr_array_unref(). */
GPtrArray *tck_results_targets_load(const char *const *places, gboolean partial, GError **error);

/* "QEMU 10.0.13 (/usr/bin/qemu-system-x86_64), tcg" without the program and what follows; NULL if it is not known. Free with g_free(). */
char *tck_results_hypervisor(const TckResultsTarget *target);
