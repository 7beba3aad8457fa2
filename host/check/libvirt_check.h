/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case of the layer libvirt does and expects: the language of tests/libvirt, as check.h is that of
 * tests/conformance. Here too the first thing that goes wrong decides the verdict, and every later call returns at once.
 *
 * The lifecycle events of the domain have to be accounted for: a case expects each of them in the order of their coming,
 * and one that is left over at its end fails it.
 */
#pragma once

#include <libvirt/virterror.h>

#include "core.h"
#include "libvirt_layer.h"

/* Runs a case, in that folder and as that of several workers. For the runner, not for cases. Never NULL. */
TckOutcome *tck_libvirt_run(TckLibvirt *libvirt, const TckCase *tested, const TckVmConfig *config, guint worker,
                            const char *directory);

/* ---- verdicts ---- */

/* The clause is broken, unless a verdict has fallen already: what it asks for, and what was there. */
void tck_dom_fail(TckDom *d, const char *expected, const char *seen_format, ...) G_GNUC_PRINTF(3, 4);

/* The case does not apply here, for this reason. */
void tck_dom_skip(TckDom *d, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Whether a verdict has fallen. Only loops and branches need to ask. */
gboolean tck_dom_over(const TckDom *d);

/* The number that the case was declared with. */
guint64 tck_dom_argument(const TckDom *d);

void tck_dom_expect_number(TckDom *d, const char *what, guint64 seen, guint64 expected);
void tck_dom_expect_text(TckDom *d, const char *what, const char *seen, const char *expected);

/* ---- what this libvirt is ---- */

/* The strings that an XPath expression finds in its capabilities for such domains (virsh domcapabilities), parted by blanks;
 * NULL if there are none. Free with g_free(). */
char *tck_dom_capability(TckDom *d, const char *xpath);

/* Whether these have that panic model; FALSE of a libvirt that does not tell of any there, as older ones, or after a verdict. */
gboolean tck_dom_offers(TckDom *d, const char *model);

/* The case does not apply if domains by KVM are not to be had, or have no Hyper-V crash MSRs. */
void tck_dom_require_hyperv(TckDom *d);

/* Whether the XML that the case declares is in the form of libvirt's own schema: FALSE, or a verdict. */
gboolean tck_dom_validates(TckDom *d);

/* ---- the domain's life ---- */

/* Defines and starts it, and awaits the probe's hello. The events up to there are those of a start. */
void tck_dom_start(TckDom *d);

/* It is refused, as it is to be defined or at the latest when it is to be started, by one of these codes of virterror.h; and an
 * ordinary one, with the model isa, is taken. */
#define tck_dom_expect_refused(d, ...) tck_dom_expect_refusal((d), (const int[]){__VA_ARGS__, 0})
void tck_dom_expect_refusal(TckDom *d, const int *codes);

/* It may be refused as above, by that code: FALSE then. Else it runs. */
gboolean tck_dom_try_start(TckDom *d, int code);

/* Starts the domain, which was shut off, once more, as tck_dom_start() does. */
void tck_dom_start_again(TckDom *d);

/* Takes the start of another hypervisor for the same domain, whose guest goes on where the last one's was. */
void tck_dom_expect_restored(TckDom *d);

/* The probe starts anew, in the same hypervisor. */
void tck_dom_expect_hello(TckDom *d);

/* The hypervisor's process is gone, or is the one that it was at the start. */
void tck_dom_expect_gone(TckDom *d);
void tck_dom_expect_same_process(TckDom *d);

/* Kills the hypervisor, which has to run. */
void tck_dom_kill(TckDom *d);

/* Operations of libvirt's on the domain, which have to succeed. */
void tck_dom_call(TckDom *d, const char *what, int result);
virDomainPtr tck_dom_get(TckDom *d);
virConnectPtr tck_dom_connection(TckDom *d);

/* A file for the case, in a folder that the hypervisor can write to. Free with g_free(). */
char *tck_dom_file(TckDom *d, const char *name);

/* ---- the guest ---- */

/* Has the probe begin an operation, and does not await its answer. */
void tck_dom_begin_guest(TckDom *d, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The operation begun is over, successfully: the guest runs on. */
void tck_dom_expect_finished(TckDom *d);

/* Does an operation to its end, or one that has an answer: its first value, which has to be a number. */
void tck_dom_do(TckDom *d, const char *format, ...) G_GNUC_PRINTF(2, 3);
guint64 tck_dom_ask(TckDom *d, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The positive control of a case that is about something that does not come: a CRASH_LOADED of the guest's reaches whoever
 * listens, or without a device the guest reaches its ports. */
void tck_dom_control(TckDom *d);

/* The pvpanic port, wherever the domain has it: its number; begins to write it. */
guint tck_dom_port(const TckDom *d);
void tck_dom_write_port(TckDom *d, guint value);

/* The guest panics through the device, and libvirt says so: see below. */
void tck_dom_panic(TckDom *d);

/* The number at that place in the answer that came last. */
guint64 tck_dom_number(TckDom *d, size_t place);

/* What the probe tells under that key of `info`. */
guint64 tck_dom_info(TckDom *d, const char *key);

/* ---- what libvirt says ---- */

/* The next lifecycle event, as libvirt numbers it. */
void tck_dom_expect_event(TckDom *d, int event, int detail);

/* The event Crashed/Panicked. Before it, or behind it, libvirt may say that the domain was suspended, for its hypervisor
 * stopped: it does so if that word is faster through its threads than the panic (docs/findings/libvirt-order-of-events.md). */
void tck_dom_expect_crashed(TckDom *d);

/* The next two lifecycle events, whichever comes first (ibid.). */
void tck_dom_expect_both(TckDom *d, TckLifecycle one, TckLifecycle other);

/* The next lifecycle event, before which libvirt may tell that the domain was suspended and, by a signal of its own, shut
 * down: newer ones do so where they end the hypervisor. */
void tck_dom_expect_end(TckDom *d, int event, int detail);

/* Events that may come here, as many as there are of that kind. */
void tck_dom_drop_events(TckDom *d, int event);

/* libvirt is done with what it had begun to do about the domain. */
void tck_dom_settle(TckDom *d);

/* No lifecycle event is left, libvirt is done with what it had begun, and of that none is on its way. */
void tck_dom_expect_no_event(TckDom *d);

/* The next monitor event (virConnectDomainQemuMonitorEventRegister) of that name, with this member in its data, a string; a
 * value of NULL: without this member. */
void tck_dom_expect_monitor_event(TckDom *d, const char *name, const char *member, const char *value);

/* The domain's state and its reason, as libvirt numbers them; or any reason. */
enum { TCK_ANY_REASON = -1 };

void tck_dom_expect_state(TckDom *d, int state, int reason);

/* ---- for tables: what is there, with no expectations; after a verdict NULL, or FALSE ---- */

const TckDomainSpec *tck_dom_spec(const TckDom *d);

/* Whether the probe starts anew before the time is over. */
gboolean tck_dom_await_hello(TckDom *d);

/* All that libvirt has told of so far is in; what of it is left is dropped. */
void tck_dom_fence(TckDom *d);

/* The lifecycle events since the start, without those that come or not as libvirt's threads run: see tck_dom_expect_crashed()
 * and tck_dom_expect_end(). Free with g_free(). */
char *tck_dom_history(TckDom *d);

/* "crashed (panicked)". Free with g_free(). */
char *tck_dom_state(TckDom *d);

gboolean tck_dom_lives(TckDom *d);
gboolean tck_dom_has_core(TckDom *d);

/* ---- and expectations again ---- */

/* The domain, a transient one, is not known any more. */
void tck_dom_expect_unknown(TckDom *d);

/* The string that an XPath expression finds in the domain's live XML; NULL if there is none. Free with g_free(). */
char *tck_dom_live_text(TckDom *d, const char *xpath);

/* What virsh says, of a second client: `virsh WORD NAME [OPTION]` prints this and a line end. NULL: anything. */
void tck_dom_expect_virsh(TckDom *d, const char *command, const char *option, const char *printed);

/* The case does not apply unless the qemu hook of this libvirt writes its arguments to a file, a call a line, that
 * $TCK_LIBVIRT_HOOKS names. */
void tck_dom_require_hooks(TckDom *d);

/* The calls of the qemu hook for this domain, without its name: "prepare begin, start begin". */
void tck_dom_expect_hooks(TckDom *d, const char *calls);

/* A line of the domain's log has that in it. */
void tck_dom_expect_log(TckDom *d, const char *part);

/* How many lines of the domain's log have that in them. */
guint tck_dom_count_log(TckDom *d, const char *part);

/* ---- cores ---- */

/* The core that libvirt took of itself: the one file named after the domain. Its path; NULL after a verdict. Free with
 * g_free(). */
char *tck_dom_expect_core(TckDom *d);

/* There is no such file. */
void tck_dom_expect_no_core(TckDom *d);

/* The file is a core of this guest. */
void tck_dom_expect_good_core(TckDom *d, const char *path);

/* ---- the daemon ---- */

/* Has QEMU's monitor to itself, for when nobody else listens (TckDomainSpec.monitor): the guest panicked, and was stopped. */
void tck_dom_panic_unheard(TckDom *d);

/* Kills the case's own daemon, starts it again, and connects anew. */
void tck_dom_kill_daemon(TckDom *d);
void tck_dom_restart_daemon(TckDom *d);

/* ---- places ---- */

/* What came of the case so far: for the macros that have the calls above tell where they stand. */
TckOutcome *tck_dom_outcome(TckDom *d);

#ifndef TCK_CHECK_PRIVATE
#include "libvirt_places.h"
#endif
