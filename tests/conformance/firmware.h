/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the cases that are about the firmware. */
#pragma once

#include "check.h"

/* "EDK II", the vendor in UEFI's system table; a PC's BIOS does not report one. Free with g_free(). */
char *firmware_vendor(Tck *t);
