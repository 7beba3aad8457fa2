/* SPDX-License-Identifier: BSD-2-Clause */
/* Screenshots of a domain that libvirt takes. */
#pragma once

#include "libvirt_calls.h"

/* Saves the domain's screen as a PNG of mode 0600, completely or not at all, whether libvirt's picture is a PNG or a PPM. A domain without a
 * graphic console leaves no file, which is no error: *ret_taken is FALSE. TCK_ERROR_PROTOCOL if libvirt's picture is neither, TCK_ERROR_TIMEOUT
 * after the deadline: libvirt's calls cannot be cancelled, and go on in a thread of their own, which keeps the connection open until they end. */
gboolean tck_libvirt_take_screen(virDomainPtr domain, const char *path, gint64 deadline, gboolean *ret_taken,
                                 GError **error);
