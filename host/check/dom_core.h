/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The cores that libvirt takes of itself.
 */
#pragma once

#include "check_verdict.h"

/* The core that libvirt took of itself: the one file named after the domain. Its path; NULL after a verdict. Free with
 * g_free(). */
char *tck_dom_expect_core(Tck *t);

/* There is no such file. */
void tck_dom_expect_no_core(Tck *t);

/* For tables: whether there is one. */
gboolean tck_dom_has_core(Tck *t);

/* The file is a core of this guest. */
void tck_dom_expect_good_core(Tck *t, const char *path);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_expect_core(t) TCK_VERB_POINTER(t, tck_dom_expect_core(t))
#define tck_dom_expect_no_core(t) TCK_VERB(t, tck_dom_expect_no_core(t))
#define tck_dom_expect_good_core(t, ...) TCK_VERB(t, tck_dom_expect_good_core(t, __VA_ARGS__))
#endif
