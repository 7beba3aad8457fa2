/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a domain, from what libvirt leaves of it: for those who were not there, and may not ask libvirt, as its hooks. */
#pragma once

#include "incident.h"

/* The incident that the end of a domain is: by its XML (NULL: the log names it), libvirt's word for why it ended ("crashed"; NULL: the last
 * in its log), and libvirt's log of it (NULL: there is none). What QEMU said of its own failure is in the incident's context. The console is for the caller to read: its file, NULL if it has none, is to be
 * freed with g_free(). NULL without an error for a migration, which is not an end; NULL with one if it cannot be told. */
TckIncident *tck_libvirt_end(const char *xml, const char *reason, const char *log, char **ret_console, GError **error);

/* What only the console tells: whether a guest that is taken for gone has panicked. */
void tck_libvirt_end_settle(TckIncident *incident);
