/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the header of a dump of Windows tells of the guest's end, for the kinds of files that have one in them.
 */
#pragma once

#include "findings.h"
#include "windows_dump.h"

/* Puts down the account of a dump. It is in the file of that name. */
void tck_windows_account(TckFindings *findings, const char *file, const TckWindowsDump *dump);
