/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VMCOREINFO: what Linux leaves in a core for whoever has no symbols of it, lines of "KEY=value" (its source,
 * Documentation/admin-guide/kdump/vmcoreinfo.rst). A guest wrote it.
 */
#pragma once

#include <glib.h>

typedef struct TckVmcoreInfo TckVmcoreInfo;

/* Of two lines with one key the last counts. Free with tck_vmcore_info_free(). */
TckVmcoreInfo *tck_vmcore_info_new(const char *text);
void tck_vmcore_info_free(TckVmcoreInfo *info);

/* The value of "OSRELEASE"; NULL if it is not there. */
const char *tck_vmcore_info_text(const TckVmcoreInfo *info, const char *key);

/* The value of "SYMBOL(prb)", an address in hexadecimal, or of "SIZE(printk_info)", "OFFSET(...)" or "NUMBER(...)", which are decimal or
 * begin with 0x, and may be negative. FALSE if it is not there, or is no number. */
gboolean tck_vmcore_info_number(const TckVmcoreInfo *info, const char *key, guint64 *ret_number);

/* The same of a key that has to be there: otherwise TCK_ERROR_PROTOCOL, which names it. */
gboolean tck_vmcore_info_demand(const TckVmcoreInfo *info, const char *key, guint64 *ret_number, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckVmcoreInfo, tck_vmcore_info_free)
