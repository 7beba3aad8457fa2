/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a core and symbols tell of an incident.
 */
#pragma once

#include "core.h"
#include "incident.h"

/* Adds what is at the addresses of the incident's oops. The ELF file with the symbols: NULL for those of our own probes,
 * which lie beside them. FALSE with an error if a file was named and cannot be read. */
gboolean tck_incident_resolve(TckIncident *incident, const char *symbols_file, GError **error);

/* Puts into the incident where its core is and where the CPUs are by it. The core is held against what the hypervisor says of the
 * guest: registers for that many CPUs and, in ELF, all of that many bytes of memory. FALSE with an error if there is something wrong
 * with it. */
gboolean tck_incident_read_core(TckIncident *incident, const char *path, guint cpus, guint64 memory,
                                const char *symbols_file, GError **error);
