/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deviations on record: which cases fail, in which way, on which versions of what, and why, from docs/known.ini, which is
 * built into the program. A case that fails in another way is not on record.
 */
#pragma once

#include <glib.h>

/* What there is below a case, as in qmp_version(); 0 for what is not there. */
typedef struct {
        guint qemu, libvirt;
} TckVersions;

/* Why a case is known to fail so (its message, "expected …, saw …") on VMs of that name, or NULL. With a failure of NULL: why
 * it is known to fail, in whatever way. Owned by the library. */
const char *tck_known_reason(const char *case_name, const char *vm, TckVersions versions, const char *failure);

/* Calls `visit` with the name of each entry and each pattern of cases in it. */
void tck_known_foreach(void (*visit)(const char *entry, const char *pattern, const char *reason, gpointer data),
                       gpointer data);
