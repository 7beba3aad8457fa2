/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last life of a guest, as libvirt's log of its domain and what QEMU prints tell of it, line by line.
 */
#pragma once

#include "findings.h"

typedef struct TckDomainLife TckDomainLife;

/* The findings have to outlive it. Free with tck_domain_life_free(). */
TckDomainLife *tck_domain_life_new(TckFindings *findings);
void tck_domain_life_free(TckDomainLife *life);

/* The guest's console may be among the lines: what is not QEMU's is not told of. */
void tck_domain_life_with_console(TckDomainLife *life);

/* The next line, without its end. */
void tck_domain_life_line(TckDomainLife *life, const char *line, guint64 number);

/* What it amounts to up to here, if libvirt's word for the end is that; NULL: that of its log, if it has ended. Free with
 * tck_incident_free(). */
TckIncident *tck_domain_life_so_far(const TckDomainLife *life, const char *reason);

/* QEMU's words for the signal that asked it to end: "terminating on signal 15 from pid 2413 (/usr/sbin/virtqemud)"; NULL if none did. */
const char *tck_domain_life_signal(const TckDomainLife *life);

/* There are no more: puts down the account of the end. */
void tck_domain_life_end(TckDomainLife *life);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDomainLife, tck_domain_life_free)
