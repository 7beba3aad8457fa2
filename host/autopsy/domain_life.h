/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last run of a domain, from libvirt's log of it and QEMU's output, line by line.
 */
#pragma once

#include "findings.h"

typedef struct TckDomainLife TckDomainLife;

/* The findings have to outlive it. Free with tck_domain_life_free(). */
TckDomainLife *tck_domain_life_new(TckFindings *findings);
void tck_domain_life_free(TckDomainLife *life);

/* The guest's console may be among the lines: only QEMU's lines are used. */
void tck_domain_life_with_console(TckDomainLife *life);

/* The next line, without its end. */
void tck_domain_life_line(TckDomainLife *life, const char *line, guint64 number);

/* The incident so far, for that reason of libvirt's; NULL: the reason in its log, if the domain has ended. Free with
 * tck_incident_free(). */
TckIncident *tck_domain_life_so_far(const TckDomainLife *life, const char *reason);

/* QEMU's message about the signal that ended it: "terminating on signal 15 from pid 2413 (/usr/sbin/virtqemud)"; NULL if there is none. */
const char *tck_domain_life_signal(const TckDomainLife *life);

/* Ends the log, and adds the account of the end. */
void tck_domain_life_end(TckDomainLife *life);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDomainLife, tck_domain_life_free)
