/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks for VMCOREINFO in a guest's memory: Linux has the text at the beginning of a page, even if no note of the core has it. Holes of
 * a sparse file are not read.
 */
#pragma once

#include "core_pages.h"

typedef struct TckVmcoreSearch TckVmcoreSearch;

/* Takes the segments of ELF, TckCoreSegment, which are complete in the file; NULL for other cores, whose pages libkdumpfile knows. Both stay
 * the caller's. Free with tck_vmcore_search_free(). */
TckVmcoreSearch *tck_vmcore_search_new(TckCoreFile file, const GArray *segments, TckPages *pages, gint64 deadline);
void tck_vmcore_search_free(TckVmcoreSearch *search);

/* The next text that looks like VMCOREINFO, as valid UTF-8: there may be several, of earlier kernels. NULL without an error: there are no
 * more. At the deadline it is TCK_ERROR_TIMEOUT, which says how much was searched. Free with g_free(). */
char *tck_vmcore_search_next(TckVmcoreSearch *search, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckVmcoreSearch, tck_vmcore_search_free)
