/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case says of a domain of libvirt's, besides what any case says of its guest. The lifecycle events have to be accounted for: a
 * case expects each of them in the order of their coming, and one that is left over at its end fails it.
 *
 * Here, too, the first thing that goes wrong decides the verdict, and every later call returns at once.
 */
#pragma once

#include "check_guest.h"
#include "check_hypervisor.h"
#include "libvirt_calls.h"
#include "libvirt_connection.h"

/* ---- its life ---- */

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

/* ---- what libvirt tells as it comes ---- */

/* The next lifecycle event, as libvirt numbers it. */
void tck_dom_expect_event(Tck *t, int event, int detail);

/* The event Crashed/Panicked. Before it, or behind it, libvirt may say that the domain was suspended, for its hypervisor
 * stopped: it does so if that word is faster through its threads than the panic (docs/findings/libvirt-order-of-events.md). */
void tck_dom_expect_crashed(Tck *t);

/* The guest begins to write PANICKED to the port, and libvirt says so: see tck_dom_expect_crashed(). */
void tck_dom_panic(Tck *t);

/* The next two lifecycle events, in either order (docs/findings/libvirt-order-of-events.md). */
void tck_dom_expect_both(Tck *t, TckLifecycle one, TckLifecycle other);

/* The next lifecycle event, before which libvirt may tell that the domain was suspended and, by a signal of its own, shut
 * down: newer ones do so where they end the hypervisor. */
void tck_dom_expect_end(Tck *t, int event, int detail);

/* Events that may come here, as many as there are of that kind: all that libvirt has told of so far is in. */
enum { TCK_ANY_EVENT = -1 };

void tck_dom_drop_events(Tck *t, int event);

/* libvirt is done with what it had begun to do about the domain. */
void tck_dom_settle(Tck *t);

/* The lifecycle events since the start, without those that come or not as libvirt's threads run: see tck_dom_expect_crashed()
 * and tck_dom_expect_end(). Free with g_free(). */
char *tck_dom_history(Tck *t);

/* The next monitor event (virConnectDomainQemuMonitorEventRegister) of that name, with this member in its data, a string; a
 * value of NULL: without this member. */
void tck_dom_expect_monitor_event(Tck *t, const char *name, const char *member, const char *value);

/* ---- what libvirt answers ---- */

/* The domain's state and its reason, as libvirt numbers them; or any reason. */
enum { TCK_ANY_REASON = -1 };

void tck_dom_expect_state(Tck *t, int state, int reason);

/* The domain, a transient one, is not known any more. */
void tck_dom_expect_unknown(Tck *t);

/* "crashed (panicked)". Free with g_free(). */
char *tck_dom_state(Tck *t);

/* The string that an XPath expression finds in the domain's live XML; NULL if there is none. Free with g_free(). */
char *tck_dom_live_text(Tck *t, const char *xpath);

/* ---- the same told in other ways ---- */

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

/* ---- the cores that libvirt takes of itself ---- */

/* The core that libvirt took of itself: the one file named after the domain. Its path; NULL after a verdict. Free with
 * g_free(). */
char *tck_dom_expect_core(Tck *t);

/* There is no such file. */
void tck_dom_expect_no_core(Tck *t);

/* For tables: whether there is one. */
gboolean tck_dom_has_core(Tck *t);

/* The file is a core of this guest. */
void tck_dom_expect_good_core(Tck *t, const char *path);

/* ---- a daemon that ends, and comes again ---- */

/* Has QEMU's monitor to itself, for when nobody else listens (TckDomainSpec.monitor): the guest panicked, and was stopped. */
void tck_dom_panic_unheard(Tck *t);

/* Kills the case's own daemon, starts it again, and connects anew. */
void tck_dom_kill_daemon(Tck *t);
void tck_dom_restart_daemon(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_start(t) TCK_VERB(t, tck_dom_start(t))
#define tck_dom_expect_refusal(t, ...) TCK_VERB(t, tck_dom_expect_refusal(t, __VA_ARGS__))
#define tck_dom_try_start(t, ...) TCK_VALUE(t, tck_dom_try_start(t, __VA_ARGS__))
#define tck_dom_start_again(t) TCK_VERB(t, tck_dom_start_again(t))
#define tck_dom_expect_restored(t) TCK_VERB(t, tck_dom_expect_restored(t))
#define tck_dom_expect_gone(t) TCK_VERB(t, tck_dom_expect_gone(t))
#define tck_dom_expect_same_process(t) TCK_VERB(t, tck_dom_expect_same_process(t))
#define tck_dom_call(t, ...) (tck_over(t) ? (void) 0 : TCK_VERB(t, tck_dom_call(t, __VA_ARGS__)))
#define tck_dom_expect_event(t, ...) TCK_VERB(t, tck_dom_expect_event(t, __VA_ARGS__))
#define tck_dom_expect_crashed(t) TCK_VERB(t, tck_dom_expect_crashed(t))
#define tck_dom_panic(t) TCK_VERB(t, tck_dom_panic(t))
#define tck_dom_expect_both(t, ...) TCK_VERB(t, tck_dom_expect_both(t, __VA_ARGS__))
#define tck_dom_expect_end(t, ...) TCK_VERB(t, tck_dom_expect_end(t, __VA_ARGS__))
#define tck_dom_drop_events(t, ...) TCK_VERB(t, tck_dom_drop_events(t, __VA_ARGS__))
#define tck_dom_expect_monitor_event(t, ...) TCK_VERB(t, tck_dom_expect_monitor_event(t, __VA_ARGS__))
#define tck_dom_expect_state(t, ...) TCK_VERB(t, tck_dom_expect_state(t, __VA_ARGS__))
#define tck_dom_expect_unknown(t) TCK_VERB(t, tck_dom_expect_unknown(t))
#define tck_dom_live_text(t, ...) TCK_VALUE(t, tck_dom_live_text(t, __VA_ARGS__))
#define tck_dom_validates(t) TCK_VALUE(t, tck_dom_validates(t))
#define tck_dom_expect_virsh(t, ...) TCK_VERB(t, tck_dom_expect_virsh(t, __VA_ARGS__))
#define tck_dom_expect_hooks(t, ...) TCK_VERB(t, tck_dom_expect_hooks(t, __VA_ARGS__))
#define tck_dom_expect_log(t, ...) TCK_VERB(t, tck_dom_expect_log(t, __VA_ARGS__))
#define tck_dom_count_log(t, ...) ((guint) TCK_VALUE(t, tck_dom_count_log(t, __VA_ARGS__)))
#define tck_dom_expect_core(t) TCK_VALUE(t, tck_dom_expect_core(t))
#define tck_dom_expect_no_core(t) TCK_VERB(t, tck_dom_expect_no_core(t))
#define tck_dom_expect_good_core(t, ...) TCK_VERB(t, tck_dom_expect_good_core(t, __VA_ARGS__))
#define tck_dom_panic_unheard(t) TCK_VERB(t, tck_dom_panic_unheard(t))
#define tck_dom_restart_daemon(t) TCK_VERB(t, tck_dom_restart_daemon(t))
#endif
