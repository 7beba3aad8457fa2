/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cores of a domain that libvirt takes.
 */
#pragma once

#include <libvirt/libvirt.h>

#include "watch.h"

/* Why there can be no core after such an incident; NULL if one can be taken. The domain is NULL without a connection, on_crash
 * if it is not known. Free with g_free(). */
char *tck_libvirt_no_core(virDomainPtr domain, const char *on_crash, TckIncidentKind kind);

/* Takes a core into the directory and puts what it says into the incident. libvirt's dump of memory cannot be ended once it has
 * begun: it has no deadline. */
gboolean tck_libvirt_take_core(virDomainPtr domain, const TckWatch *watch, TckIncident *incident, const char *directory,
                               GError **error);
