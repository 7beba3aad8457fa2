/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which cases concern a machine type.
 */
#pragma once

#include "arch.h"
#include "case.h"

/* Whether the case can tell anything of a machine type of that architecture, booted in that way. One that the architecture does not
 * name is taken to lack nothing. */
gboolean tck_machine_concerns(const TckArch *arch, const char *machine, const TckBoot *boot, const TckCase *tested);
