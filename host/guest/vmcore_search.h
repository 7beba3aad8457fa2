/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks for VMCOREINFO in a guest's memory: Linux has the text at the beginning of a page, also where no note of the core has it. It is
 * looked for in what the core has; what a sparse file does not have is not read.
 */
#pragma once

#include "core_pages.h"

typedef struct TckVmcoreSearch TckVmcoreSearch;

/* The segments of ELF, TckCoreSegment, all of which the file holds; NULL for other cores, whose pages libkdumpfile knows. Both stay
 * the caller's. Free with tck_vmcore_search_free(). */
TckVmcoreSearch *tck_vmcore_search_new(TckCoreFile file, const GArray *segments, TckPages *pages, gint64 deadline);
void tck_vmcore_search_free(TckVmcoreSearch *search);

/* The next text that looks like it, as valid UTF-8: there may be several, of kernels that ran before. NULL without an error: there are no
 * more. At the deadline it is TCK_ERROR_TIMEOUT, with how much has been looked at. Free with g_free(). */
char *tck_vmcore_search_next(TckVmcoreSearch *search, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckVmcoreSearch, tck_vmcore_search_free)
