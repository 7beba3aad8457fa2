/* SPDX-License-Identifier: BSD-2-Clause */
/* Migration: saves a VM's state to a file, and restores it. */
#pragma once

#include "qmp.h"

/* How a migration treats the VM's RAM. */
typedef enum {
        TCK_RAM_MIGRATED, /* QEMU's own memory, which is migrated */
        TCK_RAM_COPIED,   /* in a file, but migrated like QEMU's own */
        TCK_RAM_LEFT_OUT, /* in a file, which keeps it */
} TckRam;

/* Makes QEMU begin by `migrate` or `migrate-incoming`, over that end of a pipe. */
gboolean tck_migration_begin(Qmp *qmp, const char *command, TckRam ram, int end, gint64 deadline, GError **error);

/* Waits for its end. TCK_ERROR_REFUSED: QEMU reports that it failed. */
gboolean tck_migration_await(Qmp *qmp, gint64 deadline, GError **error);

/* Stops the VM, and saves its state to the file. */
gboolean tck_migration_save(Qmp *qmp, TckRam ram, int fd, gint64 deadline, GError **error);

/* Makes a VM that was started with `-incoming defer` restore the state from the file, whose offset is unchanged. The VM is not continued. */
gboolean tck_migration_load(Qmp *qmp, TckRam ram, int fd, gint64 deadline, GError **error);
