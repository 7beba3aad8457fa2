/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Machine types, and what some of them have not: a case that is about that has no business there.
 */
#pragma once

#include "case.h"

/* The machine type that stands for the oldest versioned one of the PC that a hypervisor still has. */
#define TCK_MACHINE_OLD "old"

gboolean tck_machine_has_pci(const char *machine);
gboolean tck_machine_has_acpi(const char *machine);

/* Whether the case can tell anything of that machine type, booted in that way. */
gboolean tck_machine_concerns(const char *machine, const TckBoot *boot, const TckCase *tested);
