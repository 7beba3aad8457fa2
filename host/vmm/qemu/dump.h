/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes QEMU write a core of its guest (QAPI schema, dump-guest-memory). */
#pragma once

#include "core.h"
#include "qmp.h"

/* All zero: all of the guest's memory, by physical address, as ELF. The other options are for ELF only. */
typedef struct {
        TckCoreFormat format;
        gboolean paging;       /* with virtual addresses from the guest's page tables */
        guint64 begin, length; /* bytes of physical memory; a length of 0 is all of it */
} TckCoreOptions;

/* Whether this QEMU writes that format. */
gboolean tck_core_offered(Qmp *qmp, TckCoreFormat format, gboolean *ret_offered, gint64 deadline, GError **error);

/* Makes QEMU write a core of its guest, which is stopped meanwhile. The file is complete and has mode 0600, or there
 * is no file: a dump that fails, or is not complete by the deadline, leaves nothing. The monitor's events are not
 * taken. A refusal by QEMU is TCK_ERROR_REFUSED, a full disk TCK_ERROR_ENVIRONMENT, whatever QEMU's message is. */
gboolean tck_core_take(Qmp *qmp, const char *path, const TckCoreOptions *options, gint64 deadline, GError **error);

/* The guest's number of CPUs and its memory in bytes, from the monitor. */
gboolean tck_guest_size(Qmp *qmp, guint *ret_cpus, guint64 *ret_memory, gint64 deadline, GError **error);
