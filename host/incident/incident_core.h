/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a core and symbols show about an incident.
 */
#pragma once

#include "core.h"
#include "incident.h"

/* Adds symbols to the addresses of the incident's oops. The ELF file with the symbols: NULL for those of the kit's probes,
 * which are next to their images. FALSE with an error if a file was named and cannot be read. */
gboolean tck_incident_resolve(TckIncident *incident, const char *symbols_file, GError **error);

/* Adds the path of its core and the CPUs' positions in it to the incident. The core is compared with what the hypervisor says about the
 * guest: registers for that many CPUs and, in ELF, all of that many bytes of memory. FALSE with an error if the core is wrong
 * or does not match. */
gboolean tck_incident_read_core(TckIncident *incident, const char *path, guint cpus, guint64 memory,
                                const char *symbols_file, GError **error);
