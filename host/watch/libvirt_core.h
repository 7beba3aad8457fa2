/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cores of a domain that libvirt takes, and whether there is a guest to take one from.
 */
#pragma once

#include "libvirt_calls.h"
#include "watch.h"

/* Whether libvirt ends a guest that panicked; on_crash is NULL if it is not known. */
gboolean tck_libvirt_on_crash_ends(const char *on_crash);

/* Whether the guest still exists after an incident of that kind. */
gboolean tck_libvirt_guest_exists(const char *on_crash, TckIncidentKind kind);

/* Takes a core to the directory and adds its contents to the incident. FALSE with an error if there is no guest, or
 * it fails. The domain is NULL without a connection, on_crash if it is not known. libvirt's dump of memory cannot be cancelled once it
 * has begun: there is no deadline. */
gboolean tck_libvirt_take_core(virDomainPtr domain, const char *on_crash, const TckWatch *watch, TckIncident *incident,
                               const char *directory, GError **error);
