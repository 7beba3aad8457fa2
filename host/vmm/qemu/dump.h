/* SPDX-License-Identifier: BSD-2-Clause */
/* Has QEMU write a core of its guest (QAPI schema, dump-guest-memory). */
#pragma once

#include "core.h"
#include "qmp.h"

/* Zeroed: all of the guest's memory, by physical address, as ELF. The others are for ELF alone. */
typedef struct {
        TckCoreFormat format;
        gboolean paging;       /* what the guest's page tables map, by virtual address too */
        guint64 begin, length; /* bytes of physical memory; a length of 0 is all of it */
} TckCoreOptions;

/* Whether the QEMU behind the monitor writes that format. */
gboolean tck_core_offered(Qmp *qmp, TckCoreFormat format, gboolean *ret_offered, gint64 deadline, GError **error);

/* Has QEMU write a core of its guest, which stands still for that time. The file is complete and has mode 0600, or there
 * is none of that name: a dump that fails, or is not done by the deadline, leaves nothing. Of the monitor's events none is
 * taken. A QEMU that refuses is TCK_ERROR_REFUSED, a full disk TCK_ERROR_ENVIRONMENT, whatever QEMU said of it. */
gboolean tck_core_take(Qmp *qmp, const char *path, const TckCoreOptions *options, gint64 deadline, GError **error);

/* How many CPUs and how many bytes of memory the guest has, by its monitor. */
gboolean tck_guest_size(Qmp *qmp, guint *ret_cpus, guint64 *ret_memory, gint64 deadline, GError **error);
