/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deviations on record: which cases fail, in which way, on which versions of what, and why, from docs/known.ini, which is
 * built into the program. A case that fails in another way is not on record.
 */
#pragma once

#include "layer.h"

/* What there is below a case: the layer, and its version, as Qmp.version; and that of the QEMU below it, 0 if there is none. */
typedef struct {
        TckLayer layer;
        guint version, qemu;
} TckVersions;

/* Why a case is known to fail so (its message, "expected …, saw …") on VMs of that name, or NULL. With a failure of NULL: why
 * it is known to fail, in whatever way. Owned by the library. */
const char *tck_known_reason(const char *case_name, const char *vm, TckVersions versions, const char *failure);

/* Calls `visit` with the name of each entry and each pattern of cases in it. */
void tck_known_foreach(void (*visit)(const char *entry, const char *pattern, const char *reason, gpointer data),
                       gpointer data);
