/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VMCOREINFO: what Linux leaves in a core for readers without its symbols, lines of "KEY=value" (source:
 * Documentation/admin-guide/kdump/vmcoreinfo.rst). It comes from the guest.
 */
#pragma once

#include <glib.h>

typedef struct TckVmcoreInfo TckVmcoreInfo;

/* If a key occurs twice, the last line counts. Free with tck_vmcore_info_free(). */
TckVmcoreInfo *tck_vmcore_info_new(const char *text);
void tck_vmcore_info_free(TckVmcoreInfo *info);

/* The value of "OSRELEASE"; NULL if there is none. */
const char *tck_vmcore_info_text(const TckVmcoreInfo *info, const char *key);

/* The value of "SYMBOL(prb)", an address in hexadecimal, or of "SIZE(printk_info)", "OFFSET(...)" or "NUMBER(...)", which are decimal or
 * begin with 0x, and may be negative. FALSE if there is none, or if it is not a number. */
gboolean tck_vmcore_info_number(const TckVmcoreInfo *info, const char *key, guint64 *ret_number);

/* The same for a required key: TCK_ERROR_PROTOCOL, which names it, if it is missing. */
gboolean tck_vmcore_info_demand(const TckVmcoreInfo *info, const char *key, guint64 *ret_number, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckVmcoreInfo, tck_vmcore_info_free)
