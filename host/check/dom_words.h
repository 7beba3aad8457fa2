/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same told in other ways.
 */
#pragma once

#include "check_verdict.h"

/* What virsh says, of a second client: `virsh WORD NAME [OPTION]` prints this and a line end. NULL: anything. */
void tck_dom_expect_virsh(Tck *t, const char *command, const char *option, const char *printed);

/* The case does not apply unless the qemu hook of this libvirt writes its arguments to a file, a call a line, that
 * $TCK_LIBVIRT_HOOKS names. */
void tck_dom_require_hooks(Tck *t);

/* The calls of the qemu hook for this domain, without its name: "prepare begin, start begin". */
void tck_dom_expect_hooks(Tck *t, const char *calls);

/* A line of the domain's log has that in it. */
void tck_dom_expect_log(Tck *t, const char *part);

/* How many lines of the domain's log have that in them. */
guint tck_dom_count_log(Tck *t, const char *part);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_expect_virsh(t, ...) TCK_VERB(t, tck_dom_expect_virsh(t, __VA_ARGS__))
#define tck_dom_require_hooks(t) TCK_VERB(t, tck_dom_require_hooks(t))
#define tck_dom_expect_hooks(t, ...) TCK_VERB(t, tck_dom_expect_hooks(t, __VA_ARGS__))
#define tck_dom_expect_log(t, ...) TCK_VERB(t, tck_dom_expect_log(t, __VA_ARGS__))
#define tck_dom_count_log(t, ...) ((guint) TCK_VERB_NUMBER(t, tck_dom_count_log(t, __VA_ARGS__)))
#endif
