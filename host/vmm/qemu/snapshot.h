/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Snapshots: the state of a VM whose probe has said hello, from which others start without booting again. UEFI firmware
 * takes seconds to boot and a snapshot a tenth of one to restore. They live in files without a name and are gone with us.
 */
#pragma once

#include "vm.h"

typedef struct TckSnapshot TckSnapshot;

/* Saves the state of a VM that runs, which runs on afterwards. Free with tck_snapshot_free(). */
TckSnapshot *tck_snapshot_save(TckVm *vm, gint64 deadline, GError **error);
void tck_snapshot_free(TckSnapshot *snapshot);

/* Starts a VM of the same hardware in that state and lets it run. Several threads may do so at once. */
TckVm *tck_snapshot_restore(const TckSnapshot *snapshot, const TckQemu *qemu, const TckVmConfig *config,
                            const char *name, const char *directory, gint64 deadline, GError **error);

/* Moves a guest that is stopped to another QEMU, by way of a file: the VM there is not continued. It belongs to the first
 * one, which stands in run state postmigrate, and ends with it. */
TckVm *tck_snapshot_move(TckVm *vm, gint64 deadline, GError **error);

/* Begins a migration into a pipe without a reader, and sees it fail. FALSE with an error if it does not. */
gboolean tck_snapshot_fail(TckVm *vm, gint64 deadline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckSnapshot, tck_snapshot_free)
