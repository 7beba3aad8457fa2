/* SPDX-License-Identifier: BSD-2-Clause */
/* What becomes of a domain whose guest panics, by its <on_crash>: what is told of it, what it is called, who runs on. */
#include "libvirt_check.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

static void expect_stopped(TckDom *d) {
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

static void expect_restarted(TckDom *d) {
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_dom_expect_hello(d);
}

/* ---- destroy, and what is destroy by default ---- */

static void destroy(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        expect_stopped(d);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
        tck_dom_expect_gone(d);
}

static void destroy_transient(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        expect_stopped(d);
        tck_dom_expect_unknown(d);
        tck_dom_expect_gone(d);
}

static void destroy_and_start(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        expect_stopped(d);
        tck_dom_start_again(d);
        tck_dom_expect_state(d, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED);
}

/* ---- restart ---- */

static void restart(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        expect_restarted(d);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_CRASHED);
}

static void restart_boots(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        expect_restarted(d);
        tck_dom_do(d, "ping");
}

static void restart_in_place(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        expect_restarted(d);
        tck_dom_expect_same_process(d);
}

static void restart_again(TckDom *d) {
        tck_dom_start(d);
        for (guint i = 0; i < 3; i++) {
                tck_dom_panic(d);
                expect_restarted(d);
        }
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_CRASHED);
}

/* ---- preserve ---- */

static void preserve(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void preserve_process(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_expect_no_event(d);
        tck_dom_expect_same_process(d);
}

/* ---- with a core ---- */

static void coredump_destroy(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        expect_stopped(d);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
        tck_dom_expect_gone(d);
}

static void coredump_restart(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        expect_restarted(d);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_CRASHED);
        tck_dom_expect_same_process(d);
}

/* ---- what is said without a core, and what is refused ---- */

static void no_core(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_expect_no_event(d);
        tck_dom_expect_no_core(d);
}

/* What is written well, and is not for this driver or this architecture. */
static void unsupported(TckDom *d) {
        tck_dom_expect_refused(d, VIR_ERR_CONFIG_UNSUPPORTED);
}

/* What nobody can mean: whether that is bad XML or an unsupported configuration is libvirt's to say. */
static void invalid(TckDom *d) {
        tck_dom_expect_refused(d, VIR_ERR_XML_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

TCK_CASES({.name = "libvirt/on-crash/destroy/persistent",
           .clause = "libvirt.on-crash.destroy",
           .summary = "Crashed/Panicked and Stopped/Crashed, shut off (crashed), the hypervisor gone",
           .run_domain = destroy,
           .domain = {.panic = ISA, .on_crash = "destroy", .persistent = TRUE}},
          {.name = "libvirt/on-crash/destroy/transient",
           .clause = "libvirt.on-crash.destroy",
           .summary = "a transient domain tells the same and is forgotten",
           .run_domain = destroy_transient,
           .domain = {.panic = ISA, .on_crash = "destroy"}},
          {.name = "libvirt/on-crash/destroy/starts-again",
           .clause = "libvirt.on-crash.destroy",
           .summary = "a domain that was destroyed by its crash starts again, as any",
           .run_domain = destroy_and_start,
           .domain = {.panic = ISA, .on_crash = "destroy", .persistent = TRUE}},
          {.name = "libvirt/on-crash/default/is-destroy",
           .clause = "libvirt.on-crash.default",
           .summary = "without <on_crash> the domain is destroyed",
           .run_domain = destroy,
           .domain = {.panic = ISA, .persistent = TRUE}},
          {.name = "libvirt/on-crash/restart/events",
           .clause = "libvirt.on-crash.restart",
           .summary = "Crashed/Panicked and Resumed/Unpaused, running (crashed)",
           .run_domain = restart,
           .domain = {.panic = ISA, .on_crash = "restart"}},
          {.name = "libvirt/on-crash/restart/boots-again",
           .clause = "libvirt.on-crash.restart",
           .summary = "the guest boots a second time and does its work",
           .run_domain = restart_boots,
           .domain = {.panic = ISA, .on_crash = "restart"}},
          {.name = "libvirt/on-crash/restart/in-place",
           .clause = "libvirt.on-crash.restart.in-place",
           .summary = "it is the same process of the hypervisor that boots it again",
           .run_domain = restart_in_place,
           .domain = {.panic = ISA, .on_crash = "restart"}},
          {.name = "libvirt/on-crash/restart/three-times",
           .clause = "libvirt.on-crash.restart",
           .summary = "a guest that panics each time it boots is restarted each time",
           .run_domain = restart_again,
           .domain = {.panic = ISA, .on_crash = "restart"}},
          {.name = "libvirt/on-crash/preserve/events",
           .clause = "libvirt.on-crash.preserve",
           .summary = "Crashed/Panicked and nothing more, crashed (panicked)",
           .run_domain = preserve,
           .domain = {.panic = ISA, .on_crash = "preserve"}},
          {.name = "libvirt/on-crash/preserve/same-process",
           .clause = "libvirt.on-crash.preserve",
           .summary = "the hypervisor stays, with all that the guest had",
           .run_domain = preserve_process,
           .domain = {.panic = ISA, .on_crash = "preserve"}},
          {.name = "libvirt/on-crash/preserve/no-core",
           .clause = "libvirt.on-crash.preserve",
           .summary = "no core is taken that nobody asked for",
           .run_domain = no_core,
           .domain = {.panic = ISA, .on_crash = "preserve"}},
          {.name = "libvirt/on-crash/coredump-destroy/events",
           .clause = "libvirt.on-crash.coredump-destroy",
           .summary = "the same events, state and end as with destroy",
           .run_domain = coredump_destroy,
           .domain = {.panic = ISA, .on_crash = "coredump-destroy", .persistent = TRUE}},
          {.name = "libvirt/on-crash/coredump-restart/events",
           .clause = "libvirt.on-crash.coredump-restart",
           .summary = "the same events, state and process as with restart, and the guest boots again",
           .run_domain = coredump_restart,
           .domain = {.panic = ISA, .on_crash = "coredump-restart"}},
          {.name = "libvirt/on-crash/rename-restart/is-refused",
           .clause = "libvirt.on-crash.rename-restart",
           .summary = "a domain with rename-restart is refused when it is defined",
           .run_domain = unsupported,
           .domain = {.panic = ISA, .on_crash = "rename-restart", .persistent = TRUE}},
          {.name = "libvirt/on-crash/unknown/is-refused",
           .clause = "libvirt.on-crash.unknown",
           .summary = "an <on_crash> that the schema does not know is refused",
           .run_domain = invalid,
           .domain = {.panic = ISA, .on_crash = "explode", .persistent = TRUE}})
