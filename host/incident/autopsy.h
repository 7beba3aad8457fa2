/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a core and symbols tell of an incident.
 */
#pragma once

#include "core.h"
#include "incident.h"

/* Adds what is at the addresses of the incident's oops. The ELF file with the symbols: NULL for those of our own probes,
 * which lie beside them. FALSE with an error if a file was named and cannot be read. */
gboolean tck_autopsy_resolve(TckIncident *incident, const char *symbols_file, GError **error);

/* Has QEMU write a core into the folder and puts into the incident where it is and where the CPUs are by it. It is held
 * against what the monitor says of the guest: registers for each CPU and, in ELF, all of its memory. The core is kept if it
 * is there at all; FALSE with an error also if there is something wrong with it. */
gboolean tck_autopsy_take_core(TckIncident *incident, const char *directory, Qmp *qmp, TckCoreFormat format,
                               const char *symbols_file, gint64 deadline, GError **error);

/* Likewise for a core that somebody else had QEMU write, of a guest with so many CPUs and so many bytes of memory. */
gboolean tck_autopsy_read_core(TckIncident *incident, const char *path, guint cpus, guint64 memory,
                               const char *symbols_file, GError **error);
