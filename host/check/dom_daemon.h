/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A daemon that ends, and comes again.
 */
#pragma once

#include "check_verdict.h"

/* Has QEMU's monitor to itself, for when nobody else listens (TckDomainSpec.monitor): the guest panicked, and was stopped. */
void tck_dom_panic_unheard(Tck *t);

/* Kills the case's own daemon, starts it again, and connects anew. */
void tck_dom_kill_daemon(Tck *t);
void tck_dom_restart_daemon(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_panic_unheard(t) TCK_VERB(t, tck_dom_panic_unheard(t))
#define tck_dom_restart_daemon(t) TCK_VERB(t, tck_dom_restart_daemon(t))
#endif
