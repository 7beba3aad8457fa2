/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libvirt's reasons for the end of a domain, and what they leave open; and its text for a panic's information.
 */
#pragma once

#include "incident.h"

/* The incident for libvirt's reason ("crashed") alone, without a log. NULL if libvirt has no such reason. Free with
 * tck_incident_free(). */
TckIncident *tck_domain_end_of_reason(const char *reason);

/* What that reason leaves open, as a sentence; NULL if it leaves nothing open. */
const char *tck_domain_end_unclear(const char *reason);

/* "hyper-v: arg1='0x7b', arg2='0x0', …", libvirt's text for a panic's information, converted to the form of QMP. Free with
 * json_object_unref(). */
JsonObject *tck_domain_panic_info(const char *text);
