/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libvirt tells of a domain as it comes. The lifecycle events have to be accounted for: a case expects each of them in the order
 * of their coming, and one that is left over at its end fails it.
 */
#pragma once

#include "check_verdict.h"
#include "libvirt_connection.h"

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

/* Events that may come here, as many as there are of that kind. */
void tck_dom_drop_events(Tck *t, int event);

/* libvirt is done with what it had begun to do about the domain. */
void tck_dom_settle(Tck *t);

/* All that libvirt has told of so far is in; what of it is left is dropped. */
void tck_dom_fence(Tck *t);

/* The lifecycle events since the start, without those that come or not as libvirt's threads run: see tck_dom_expect_crashed()
 * and tck_dom_expect_end(). Free with g_free(). */
char *tck_dom_history(Tck *t);

/* The next monitor event (virConnectDomainQemuMonitorEventRegister) of that name, with this member in its data, a string; a
 * value of NULL: without this member. */
void tck_dom_expect_monitor_event(Tck *t, const char *name, const char *member, const char *value);

#ifndef TCK_CHECK_PRIVATE
#define tck_dom_expect_event(t, ...) TCK_VERB(t, tck_dom_expect_event(t, __VA_ARGS__))
#define tck_dom_expect_crashed(t) TCK_VERB(t, tck_dom_expect_crashed(t))
#define tck_dom_panic(t) TCK_VERB(t, tck_dom_panic(t))
#define tck_dom_expect_both(t, ...) TCK_VERB(t, tck_dom_expect_both(t, __VA_ARGS__))
#define tck_dom_expect_end(t, ...) TCK_VERB(t, tck_dom_expect_end(t, __VA_ARGS__))
#define tck_dom_drop_events(t, ...) TCK_VERB(t, tck_dom_drop_events(t, __VA_ARGS__))
#define tck_dom_fence(t) TCK_VERB(t, tck_dom_fence(t))
#define tck_dom_expect_monitor_event(t, ...) TCK_VERB(t, tck_dom_expect_monitor_event(t, __VA_ARGS__))
#endif
