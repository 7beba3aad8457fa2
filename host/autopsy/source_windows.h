/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's end from the header of a Windows dump, for the kinds of files that contain one.
 */
#pragma once

#include "findings.h"
#include "windows_dump.h"

/* Adds the account of a dump in the file of that name. */
void tck_windows_account(TckFindings *findings, const char *file, const TckWindowsDump *dump);
