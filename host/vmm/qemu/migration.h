/* SPDX-License-Identifier: BSD-2-Clause */
/* Migration: the state of a VM of QEMU's, written to a file and read from one. */
#pragma once

#include "qmp.h"

/* What becomes of the VM's RAM. */
typedef enum {
        TCK_RAM_MIGRATED, /* it is QEMU's own, and goes along */
        TCK_RAM_COPIED,   /* it is in a file, and goes along all the same */
        TCK_RAM_LEFT_OUT, /* it is in a file, and stays there */
} TckRam;

/* Has QEMU begin by `migrate` or `migrate-incoming`, over that end of a pipe. */
gboolean tck_migration_begin(Qmp *qmp, const char *command, TckRam ram, int end, gint64 deadline, GError **error);

/* Awaits its end. TCK_ERROR_REFUSED: QEMU says that it failed. */
gboolean tck_migration_await(Qmp *qmp, gint64 deadline, GError **error);

/* Stops the VM, and writes its state to the file. */
gboolean tck_migration_save(Qmp *qmp, TckRam ram, int fd, gint64 deadline, GError **error);

/* Has a VM that was started with `-incoming defer` take the state from the file, whose offset stays. The VM is not continued. */
gboolean tck_migration_load(Qmp *qmp, TckRam ram, int fd, gint64 deadline, GError **error);
