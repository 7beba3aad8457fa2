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

/* The next line, without its end. */
void tck_domain_life_line(TckDomainLife *life, const char *line, guint64 number);

/* There are no more: puts down the account of the end. */
void tck_domain_life_end(TckDomainLife *life);

/* Why libvirt says that it ended ("crashed"), as an account without a log. NULL for a word that is none of libvirt's. Free with
 * tck_incident_free(). */
TckIncident *tck_domain_end_of_reason(const char *reason);

/* What that reason leaves open, as a sentence; NULL if it does not. */
const char *tck_domain_end_unclear(const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckDomainLife, tck_domain_life_free)
