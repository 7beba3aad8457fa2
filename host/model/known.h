/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deviations on record: which cases fail, in which way, on which versions of what, and why, from docs/known.ini, which is
 * built into the program. A case that fails in another way is not on record.
 */
#pragma once

#include "layer.h"

/* What a case runs on: the layer and its version, as Qmp.version; the version of the QEMU that libvirt uses, 0 if there is none; and the
 * accelerator of the VM, "tcg"; and the name of its firmware, "edk2" or "u-boot", NULL if it has none or another. */
typedef struct {
        TckLayer layer;
        guint version, qemu;
        const char *accel, *firmware;
} TckVersions;

/* A deviation on record: its entry's name and why it is there; and whether a race decides in each run if a case deviates so. */
typedef struct {
        const char *name;
        char *reason;
        gboolean race;
} TckKnown;

/* What is on record for this failure of a case ("expected …, saw …") on VMs of that name, or NULL. With a failure of NULL: what it
 * is known to fail with always, in any way. Owned by the library. */
const TckKnown *tck_known_find(const char *case_name, const char *vm, TckVersions versions, const char *failure);

/* Calls `visit` with each entry and each pattern of cases in it. */
void tck_known_foreach(void (*visit)(const TckKnown *known, const char *pattern, gpointer data), gpointer data);
