/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Snapshots: the state of a VM whose probe has sent its hello, from which other VMs start without booting. UEFI firmware
 * takes seconds to boot, and a snapshot a tenth of a second to restore. They are in unnamed files, which disappear with this process.
 */
#pragma once

#include "vm.h"

typedef struct TckSnapshot TckSnapshot;

/* Saves the state of a running VM, which goes on afterwards. Free with tck_snapshot_free(). */
TckSnapshot *tck_snapshot_save(TckVm *vm, gint64 deadline, GError **error);
void tck_snapshot_free(TckSnapshot *snapshot);

/* Starts a VM of the same hardware in that state and lets it run. Several threads may do so at once. */
TckVm *tck_snapshot_restore(const TckSnapshot *snapshot, const TckQemu *qemu, const TckVmConfig *config,
                            const char *name, const char *directory, gint64 deadline, GError **error);

/* Moves a guest that is stopped to another QEMU, by way of a file: the VM there is not continued. It belongs to the first
 * one, which is in run state postmigrate, and ends with it. */
TckVm *tck_snapshot_move(TckVm *vm, gint64 deadline, GError **error);

/* Starts a migration to a pipe without a reader, and expects that it fails. FALSE with an error if it does not. */
gboolean tck_snapshot_fail(TckVm *vm, gint64 deadline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckSnapshot, tck_snapshot_free)
