/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a domain.
 */
#pragma once

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "check_verdict.h"

/* Defines and starts it, and awaits the probe's hello. The events up to there are those of a start. */
void tck_dom_start(Tck *t);

/* It is refused, as it is to be defined or at the latest when it is to be started, by one of these codes of virterror.h; and an
 * ordinary one, with the model isa, is taken. */
#define tck_dom_expect_refused(t, ...) tck_dom_expect_refusal((t), (const int[]){__VA_ARGS__, 0})
void tck_dom_expect_refusal(Tck *t, const int *codes);

/* It may be refused as above, by that code: FALSE then. Else it runs. */
gboolean tck_dom_try_start(Tck *t, int code);

/* Starts the domain, which was shut off, once more, as tck_dom_start() does. */
void tck_dom_start_again(Tck *t);

/* Takes the start of another hypervisor for the same domain, whose guest goes on where the last one's was. */
void tck_dom_expect_restored(Tck *t);

/* The hypervisor's process is gone, or is the one that it was at the start. */
void tck_dom_expect_gone(Tck *t);
void tck_dom_expect_same_process(Tck *t);

/* For tables: whether the process that it was at the start lives. */
gboolean tck_dom_lives(Tck *t);

/* The result of a function of libvirt's that has to succeed, as `tck_dom_call(t, "the domain to resume",
 * virDomainResume(tck_dom_get(t)))`: it is not called after a verdict. */
void tck_dom_call(Tck *t, const char *what, int result);

/* What libvirt's functions take for the domain, and for the connection to where it is. NULL after a verdict. */
virDomainPtr tck_dom_get(Tck *t);
virConnectPtr tck_dom_connection(Tck *t);

/* A file for the case, in a folder that the hypervisor can write to. Free with g_free(). */
char *tck_dom_file(Tck *t, const char *name);

/* What was asked of the domain. */
const TckDomainSpec *tck_dom_spec(const Tck *t);

/* Whether the probe starts anew before the time is over. */
gboolean tck_dom_await_hello(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_start(t) TCK_VERB(t, tck_dom_start(t))
#define tck_dom_expect_refusal(t, ...) TCK_VERB(t, tck_dom_expect_refusal(t, __VA_ARGS__))
#define tck_dom_try_start(t, ...) TCK_VERB_FLAG(t, tck_dom_try_start(t, __VA_ARGS__))
#define tck_dom_start_again(t) TCK_VERB(t, tck_dom_start_again(t))
#define tck_dom_expect_restored(t) TCK_VERB(t, tck_dom_expect_restored(t))
#define tck_dom_expect_gone(t) TCK_VERB(t, tck_dom_expect_gone(t))
#define tck_dom_expect_same_process(t) TCK_VERB(t, tck_dom_expect_same_process(t))
#define tck_dom_call(t, ...) (tck_over(t) ? (void) 0 : TCK_VERB(t, tck_dom_call(t, __VA_ARGS__)))
#endif
