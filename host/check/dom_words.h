/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same told in other ways.
 */
#pragma once

#include "check_verdict.h"

/* What virsh says, of a second client: `virsh WORD NAME [OPTION]` prints this and a line end. NULL: anything. */
void tck_dom_expect_virsh(Tck *t, const char *command, const char *option, const char *printed);

/* The calls of the qemu hook for this domain, without its name: "prepare begin, start begin". */
void tck_dom_expect_hooks(Tck *t, const char *calls);

/* A line of the domain's log has that in it. */
void tck_dom_expect_log(Tck *t, const char *part);

/* How many lines of the domain's log have that in them. */
guint tck_dom_count_log(Tck *t, const char *part);

/* Whether the XML that the case declares is in the form of libvirt's own schema, by virt-xml-validate: FALSE, or a verdict. */
gboolean tck_dom_validates(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_validates(t) TCK_VERB_FLAG(t, tck_dom_validates(t))
#define tck_dom_expect_virsh(t, ...) TCK_VERB(t, tck_dom_expect_virsh(t, __VA_ARGS__))
#define tck_dom_expect_hooks(t, ...) TCK_VERB(t, tck_dom_expect_hooks(t, __VA_ARGS__))
#define tck_dom_expect_log(t, ...) TCK_VERB(t, tck_dom_expect_log(t, __VA_ARGS__))
#define tck_dom_count_log(t, ...) ((guint) TCK_VERB_NUMBER(t, tck_dom_count_log(t, __VA_ARGS__)))
#endif
