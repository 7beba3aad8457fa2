/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions for cases about a libvirt domain, besides those for the guest. A case has to expect every lifecycle event, in
 * their order: one that is left over at its end fails the case.
 *
 * Here, too, the first failure decides the verdict, and every later call returns at once.
 */
#pragma once

#include "check_guest.h"
#include "check_hypervisor.h"
#include "libvirt_calls.h"
#include "libvirt_connection.h"

/* ---- the domain's start and end ---- */

/* Defines and starts the domain, and awaits the probe's hello. Expects the events of a start. */
void tck_dom_start(Tck *t);

/* Expects that the domain is refused when it is defined or started, with one of these codes of virterror.h, and that an
 * ordinary one, with the usual model, is accepted. */
#define tck_dom_expect_refused(t, ...) tck_dom_expect_refusal((t), (const int[]){__VA_ARGS__, 0})
void tck_dom_expect_refusal(Tck *t, const int *codes);

/* Starts the domain, which may be refused as above, with that code: FALSE then. */
gboolean tck_dom_try_start(Tck *t, int code);

/* Starts the domain again after it was shut off, like tck_dom_start(). */
void tck_dom_start_again(Tck *t);

/* The elements of <hyperv> that libvirt's capabilities list for domains such as the case's; NULL if they list none, or after a verdict. Free
 * with g_strfreev(). */
GStrv tck_dom_enlightenments(Tck *t);

/* Takes over a restored domain, whose guest goes on in a new hypervisor process. */
void tck_dom_expect_restored(Tck *t);

/* Expects that the hypervisor's process is gone, or is the same as at the start. */
void tck_dom_expect_gone(Tck *t);
void tck_dom_expect_same_process(Tck *t);

/* For tables: whether the process of the start still runs. */
gboolean tck_dom_lives(Tck *t);

/* Checks the result of a libvirt function that has to succeed, as in `tck_dom_call(t, "the domain to resume",
 * virDomainResume(tck_dom_get(t)))`, where the function is not called after a verdict. */
void tck_dom_call(Tck *t, const char *what, int result);

/* libvirt's objects for the domain and for its connection. NULL after a verdict. */
virDomainPtr tck_dom_get(Tck *t);
virConnectPtr tck_dom_connection(Tck *t);

/* A path for a file of the case, in a folder that the hypervisor can write to. Free with g_free(). */
char *tck_dom_file(Tck *t, const char *name);

/* The declared domain. */
const TckDomainSpec *tck_dom_spec(const Tck *t);

/* The panic model that domains with guests of the case's architecture usually have. */
const char *tck_dom_usual_model(const Tck *t);

/* Waits for a hello of the probe: FALSE at the deadline. */
gboolean tck_dom_await_hello(Tck *t);

/* ---- events ---- */

/* Expects the next lifecycle event, by libvirt's numbers. */
void tck_dom_expect_event(Tck *t, int event, int detail);

/* Expects the event Crashed/Panicked. Before or after it, libvirt may report Suspended/Paused, because its hypervisor
 * stopped: it does so if its threads handle STOP before the panic (docs/findings/libvirt-order-of-events.md). */
void tck_dom_expect_crashed(Tck *t);

/* The guest begins to panic (check_panic.h), and libvirt reports it: see tck_dom_expect_crashed(). */
void tck_dom_panic(Tck *t);

/* Resumes a domain that its guest's panic stopped: libvirt reports it, and the guest's operation is completed (tck_expect_finished()). */
void tck_dom_resume(Tck *t);

/* Expects the next two lifecycle events, in either order (docs/findings/libvirt-order-of-events.md). */
void tck_dom_expect_both(Tck *t, TckLifecycle one, TckLifecycle other);

/* Expects the next lifecycle event, before which libvirt may report that the domain was suspended and, by its own signal, shut
 * down: newer versions do so when they end the hypervisor. */
void tck_dom_expect_end(Tck *t, int event, int detail);

/* Drops events that may come here, as many as there are of that kind, after all earlier events have arrived. */
enum { TCK_ANY_EVENT = -1 };

void tck_dom_drop_events(Tck *t, int event);

/* Waits until libvirt has finished its current work on the domain. */
void tck_dom_settle(Tck *t);

/* The lifecycle events since the start, without those that depend on the timing of libvirt's threads: see tck_dom_expect_crashed()
 * and tck_dom_expect_end(). Free with g_free(). */
char *tck_dom_history(Tck *t);

/* Expects the next monitor event (virConnectDomainQemuMonitorEventRegister) of that name, with this string member in its data; a
 * value of NULL: without this member. */
void tck_dom_expect_monitor_event(Tck *t, const char *name, const char *member, const char *value);

/* ---- states and XML ---- */

/* Expects the domain's state and its reason, by libvirt's numbers; or any reason. */
enum { TCK_ANY_REASON = -1 };

void tck_dom_expect_state(Tck *t, int state, int reason);

/* Expects that libvirt no longer knows the domain, a transient one. */
void tck_dom_expect_unknown(Tck *t);

/* "crashed (panicked)". Free with g_free(). */
char *tck_dom_state(Tck *t);

/* The string that an XPath expression selects in the domain's live XML; NULL if there is none. Free with g_free(). */
char *tck_dom_live_text(Tck *t, const char *xpath);

/* ---- virsh, hooks, logs ---- */

/* Expects the output of virsh, as a second client: `virsh WORD NAME [OPTION]` prints this and a line end. NULL: anything. */
void tck_dom_expect_virsh(Tck *t, const char *command, const char *option, const char *printed);

/* Expects these calls of the qemu hook for this domain, without its name: "prepare begin, start begin". */
void tck_dom_expect_hooks(Tck *t, const char *calls);

/* Expects a line of the domain's log that contains that part. */
void tck_dom_expect_log(Tck *t, const char *part);

/* The number of lines of the domain's log that contain that part. */
guint tck_dom_count_log(Tck *t, const char *part);

/* Whether the declared domain's XML is valid by libvirt's schema, by virt-xml-validate. FALSE after a verdict, too. */
gboolean tck_dom_validates(Tck *t);

/* ---- the cores that libvirt takes automatically ---- */

/* Expects an automatic core: one file named after the domain. Returns its path; NULL after a verdict. Free with
 * g_free(). */
char *tck_dom_expect_core(Tck *t);

/* Expects no such file. */
void tck_dom_expect_no_core(Tck *t);

/* For tables: whether there is one. */
gboolean tck_dom_has_core(Tck *t);

/* Expects that the file is a core of this guest. */
void tck_dom_expect_good_core(Tck *t, const char *path);

/* ---- a daemon that ends and starts again ---- */

/* Makes the guest panic while no daemon runs, and waits on the case's own monitor (TckDomainSpec.monitor) until it is stopped. */
void tck_dom_panic_unheard(Tck *t);

/* Kills the case's own daemon; starts it again, and reconnects. */
void tck_dom_kill_daemon(Tck *t);
void tck_dom_restart_daemon(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_start(t) TCK_VERB(t, tck_dom_start(t))
#define tck_dom_expect_refusal(t, ...) TCK_VERB(t, tck_dom_expect_refusal(t, __VA_ARGS__))
#define tck_dom_try_start(t, ...) TCK_VALUE(t, tck_dom_try_start(t, __VA_ARGS__))
#define tck_dom_enlightenments(t) TCK_VALUE(t, tck_dom_enlightenments(t))
#define tck_dom_start_again(t) TCK_VERB(t, tck_dom_start_again(t))
#define tck_dom_expect_restored(t) TCK_VERB(t, tck_dom_expect_restored(t))
#define tck_dom_expect_gone(t) TCK_VERB(t, tck_dom_expect_gone(t))
#define tck_dom_expect_same_process(t) TCK_VERB(t, tck_dom_expect_same_process(t))
#define tck_dom_call(t, ...) (tck_over(t) ? (void) 0 : TCK_VERB(t, tck_dom_call(t, __VA_ARGS__)))
#define tck_dom_expect_event(t, ...) TCK_VERB(t, tck_dom_expect_event(t, __VA_ARGS__))
#define tck_dom_expect_crashed(t) TCK_VERB(t, tck_dom_expect_crashed(t))
#define tck_dom_panic(t) TCK_VERB(t, tck_dom_panic(t))
#define tck_dom_resume(t) TCK_VERB(t, tck_dom_resume(t))
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
