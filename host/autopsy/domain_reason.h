/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libvirt's words for why a domain is shut off, and what they leave open; and those for what came with a panic.
 */
#pragma once

#include "incident.h"

/* Why libvirt says that it ended ("crashed"), as an account without a log. NULL for a word that is none of libvirt's. Free with
 * tck_incident_free(). */
TckIncident *tck_domain_end_of_reason(const char *reason);

/* What that reason leaves open, as a sentence; NULL if it does not. */
const char *tck_domain_end_unclear(const char *reason);

/* "hyper-v: arg1='0x7b', arg2='0x0', …", as libvirt's log has what came with a panic, in the form in which QMP has it. Free with
 * json_object_unref(). */
JsonObject *tck_domain_panic_info(const char *text);
