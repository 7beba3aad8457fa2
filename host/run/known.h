/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deviations on record: which cases fail on which versions of QEMU, and why, from docs/known.ini, which is built into the
 * program.
 */
#pragma once

#include <glib.h>

/* Why a case is known to fail on that version of QEMU, or of libvirt for a case of that layer, (as in qmp_version()) on VMs of
 * that name, or NULL. Owned by the library. */
const char *tck_known_reason(const char *case_name, const char *vm, guint version);
