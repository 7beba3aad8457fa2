/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libvirt says of itself.
 */
#pragma once

#include "check_verdict.h"

/* The strings that an XPath expression finds in its capabilities for such domains (virsh domcapabilities), parted by blanks;
 * NULL if there are none. Free with g_free(). */
char *tck_dom_capability(Tck *t, const char *xpath);

/* Whether these have that panic model; FALSE of a libvirt that does not tell of any there, as older ones, or after a verdict. */
gboolean tck_dom_offers(Tck *t, const char *model);

/* The case does not apply if domains by KVM are not to be had, or have no Hyper-V crash MSRs. */
void tck_dom_require_hyperv(Tck *t);

/* Whether the XML that the case declares is in the form of libvirt's own schema: FALSE, or a verdict. */
gboolean tck_dom_validates(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_offers(t, ...) TCK_VERB_FLAG(t, tck_dom_offers(t, __VA_ARGS__))
#define tck_dom_require_hyperv(t) TCK_VERB(t, tck_dom_require_hyperv(t))
#define tck_dom_validates(t) TCK_VERB_FLAG(t, tck_dom_validates(t))
#endif
