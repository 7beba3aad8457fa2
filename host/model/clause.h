/* SPDX-License-Identifier: BSD-2-Clause */
/* The clauses that the cases test, from docs/clauses.ini, which is built into the program. */
#pragma once

#include <glib.h>

typedef struct {
        const char *id;     /* "isa.write.panicked" */
        const char *level;  /* "spec": the source says so; "impl": QEMU does so, the source is silent; "firmware" */
        const char *source; /* document, section, version */
        const char *requirement; /* in our own words */
        const char *advice;      /* what to do, and the usual mistake */
        const char *fixed_by;    /* commit or version that fixed it somewhere; NULL if that is not known */
        const char *no_case;     /* why there is no case for it; NULL if there is one */
} TckClause;

/* The clause of that id, or NULL. Owned by the library. */
const TckClause *tck_find_clause(const char *id);

/* All clauses in the order of the file: const TckClause *. Owned by the library. */
const GPtrArray *tck_all_clauses(void);
