/* SPDX-License-Identifier: BSD-2-Clause */
/* Between which versions of a hypervisor a case turned, from results of several. */
#pragma once

#include "result.h"
#include "results_target.h"

typedef struct {
        char *name, *clause, *vm, *arch;
        TckVerdict before, after;
        char *last, *first; /* the last version with the one, the first with the other: "QEMU 7.2.22", "QEMU 10.0.13" */
        const char *fixed_by; /* as the clause has it; NULL if that is not known. Borrowed */
} TckTurning;

/* TckTurning for each pair of versions next to each other, of those that were tested, between which a case on one VM began or ceased to conform.
 * The targets are TckResultsTarget; those whose version is not known are left out. Free with g_ptr_array_unref(). */
GPtrArray *tck_turnings(const GPtrArray *targets);
