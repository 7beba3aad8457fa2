/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a core shows of its guest's CPUs: where each one is, how it came there, and whether it has crashed.
 */
#pragma once

#include "incident.h"
#include "vmcore.h"

/* Adds the CPUs to the incident, one text each, and one for each caller. The places have the names of the symbols, which may be NULL, or of
 * Linux's own table. Callers are found in guests other than Linux, whose log has them: kernels without address translation, or an identical
 * one. Returns the information of the panic that the registers show: that of the first CPU if each CPU has crashed; otherwise one runs, and the
 * guest goes on. NULL: they show none. */
JsonObject *tck_core_cpus_add(TckIncident *incident, TckVmcore *core, TckSymbols *symbols);
