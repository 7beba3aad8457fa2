/* SPDX-License-Identifier: BSD-2-Clause */
/* How each <on_crash> handles a panic of the guest: events, state, and the hypervisor's process. */
#include "check_libvirt.h"

static void expect_stopped(Tck *t) {
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

static void expect_restarted(Tck *t) {
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_expect_hello(t);
}

/* ---- destroy, which is also the default ---- */

static void destroy(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        expect_stopped(t);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
        tck_dom_expect_gone(t);
}

static void destroy_transient(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        expect_stopped(t);
        tck_dom_expect_unknown(t);
        tck_dom_expect_gone(t);
}

static void destroy_and_start(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        expect_stopped(t);
        tck_dom_start_again(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED);
}

/* ---- restart ---- */

static void restart(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        expect_restarted(t);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_CRASHED);
}

static void restart_boots(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        expect_restarted(t);
        tck_do(t, "ping");
}

static void restart_in_place(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        expect_restarted(t);
        tck_dom_expect_same_process(t);
}

static void restart_again(Tck *t) {
        tck_dom_start(t);
        for (guint i = 0; i < 3; i++) {
                tck_dom_panic(t);
                expect_restarted(t);
        }
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_CRASHED);
}

/* ---- preserve ---- */

static void preserve(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void preserve_process(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_expect_no_event(t);
        tck_dom_expect_same_process(t);
}

/* ---- with a core ---- */

static void coredump_restart(Tck *t) {
        restart(t);
        tck_dom_expect_same_process(t);
}

/* ---- the same events as without a core, and refusals ---- */

static void no_core(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_expect_no_event(t);
        tck_dom_expect_no_core(t);
}

/* Valid XML that this driver or architecture does not support. */
static void unsupported(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_CONFIG_UNSUPPORTED);
}

/* Meaningless XML: libvirt may call it invalid or an unsupported configuration. */
static void invalid(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_XML_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

TCK_CASES({.name = "libvirt/on-crash/destroy/persistent",
           .clause = "libvirt.on-crash.destroy",
           .summary = "Crashed/Panicked and Stopped/Crashed, shut off (crashed), and the hypervisor has ended",
           .run = destroy,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy", .persistent = TRUE)},
          {.name = "libvirt/on-crash/destroy/transient",
           .mandatory = TRUE,
           .clause = "libvirt.on-crash.destroy",
           .summary = "a transient domain emits the same events and disappears",
           .run = destroy_transient,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy")},
          {.name = "libvirt/on-crash/destroy/starts-again",
           .clause = "libvirt.on-crash.destroy",
           .summary = "a domain that was destroyed by its crash can be started again",
           .run = destroy_and_start,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy", .persistent = TRUE)},
          {.name = "libvirt/on-crash/default/is-destroy",
           .clause = "libvirt.on-crash.default",
           .summary = "without <on_crash> the domain is destroyed",
           .run = destroy,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .persistent = TRUE)},
          {.name = "libvirt/on-crash/restart/events",
           .clause = "libvirt.on-crash.restart",
           .summary = "Crashed/Panicked and Resumed/Unpaused, running (crashed)",
           .run = restart,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "restart")},
          {.name = "libvirt/on-crash/restart/boots-again",
           .clause = "libvirt.on-crash.restart",
           .summary = "the guest boots a second time and answers",
           .run = restart_boots,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "restart")},
          {.name = "libvirt/on-crash/restart/in-place",
           .clause = "libvirt.on-crash.restart.in-place",
           .summary = "the guest boots again in the same hypervisor process",
           .run = restart_in_place,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "restart")},
          {.name = "libvirt/on-crash/restart/three-times",
           .clause = "libvirt.on-crash.restart",
           .summary = "a guest that panics each time it boots is restarted each time",
           .run = restart_again,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "restart")},
          {.name = "libvirt/on-crash/preserve/events",
           .clause = "libvirt.on-crash.preserve",
           .summary = "Crashed/Panicked only, crashed (panicked)",
           .run = preserve,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "preserve")},
          {.name = "libvirt/on-crash/preserve/same-process",
           .clause = "libvirt.on-crash.preserve",
           .summary = "the hypervisor stays, with the guest's memory",
           .run = preserve_process,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "preserve")},
          {.name = "libvirt/on-crash/preserve/no-core",
           .clause = "libvirt.on-crash.preserve",
           .summary = "no core is taken",
           .needs = {.cores = TRUE},
           .run = no_core,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "preserve")},
          {.name = "libvirt/on-crash/coredump-destroy/events",
           .clause = "libvirt.on-crash.coredump-destroy",
           .summary = "the same events, state and end as with destroy",
           .run = destroy,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "coredump-destroy", .persistent = TRUE)},
          {.name = "libvirt/on-crash/coredump-restart/events",
           .clause = "libvirt.on-crash.coredump-restart",
           .summary = "the same events, state and process as with restart, and the guest boots again",
           .run = coredump_restart,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "coredump-restart")},
          {.name = "libvirt/on-crash/rename-restart/is-refused",
           .clause = "libvirt.on-crash.rename-restart",
           .summary = "a domain with rename-restart is refused when it is defined",
           .run = unsupported,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "rename-restart", .persistent = TRUE)},
          {.name = "libvirt/on-crash/unknown/is-refused",
           .clause = "libvirt.on-crash.unknown",
           .summary = "an <on_crash> that is not in the schema is refused",
           .run = invalid,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "explode", .persistent = TRUE)})
