/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libvirt answers of a domain.
 */
#pragma once

#include <libvirt/libvirt.h>

#include "check_verdict.h"

/* The domain's state and its reason, as libvirt numbers them; or any reason. */
enum { TCK_ANY_REASON = -1 };

void tck_dom_expect_state(Tck *t, int state, int reason);

/* The domain, a transient one, is not known any more. */
void tck_dom_expect_unknown(Tck *t);

/* "crashed (panicked)". Free with g_free(). */
char *tck_dom_state(Tck *t);

/* The string that an XPath expression finds in the domain's live XML; NULL if there is none. Free with g_free(). */
char *tck_dom_live_text(Tck *t, const char *xpath);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_expect_state(t, ...) TCK_VERB(t, tck_dom_expect_state(t, __VA_ARGS__))
#define tck_dom_expect_unknown(t) TCK_VERB(t, tck_dom_expect_unknown(t))
#define tck_dom_live_text(t, ...) TCK_VERB_POINTER(t, tck_dom_live_text(t, __VA_ARGS__))
#endif
