/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls of a system's qemu hook, by what becomes of a panic. */
#include "libvirt_check.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

#define STARTED "prepare begin, start begin, started begin"
#define ENDED ", stopped end, release end"

static void start(TckDom *d) {
        tck_dom_require_hooks(d);
        tck_dom_start(d);
        tck_dom_expect_hooks(d, STARTED);
}

static void ends(TckDom *d) {
        start(d);
        tck_dom_panic(d);
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
        tck_dom_expect_hooks(d, STARTED ENDED);
}

static void restarts(TckDom *d) {
        start(d);
        tck_dom_panic(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_dom_expect_hello(d);
        tck_dom_settle(d);
        tck_dom_expect_hooks(d, STARTED);
}

static void stays(TckDom *d) {
        start(d);
        tck_dom_panic(d);
        tck_dom_settle(d);
        tck_dom_expect_hooks(d, STARTED);
}

static void killed(TckDom *d) {
        start(d);
        tck_dom_kill(d);
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_dom_expect_hooks(d, STARTED ENDED);
}

TCK_CASES({.name = "libvirt/hooks/destroy",
           .clause = "libvirt.hooks.end",
           .summary = "a panic that destroys calls the hook with stopped and release, as any end does",
           .run_domain = ends,
           .domain = {.panic = ISA, .on_crash = "destroy"}},
          {.name = "libvirt/hooks/coredump-destroy",
           .clause = "libvirt.hooks.end",
           .summary = "and so does one that leaves a core first",
           .run_domain = ends,
           .domain = {.panic = ISA, .on_crash = "coredump-destroy"}},
          {.name = "libvirt/hooks/killed",
           .clause = "libvirt.hooks.end",
           .summary = "and so does a hypervisor that is killed: the hook is not told which it was",
           .run_domain = killed,
           .domain = {.panic = ISA, .on_crash = "destroy"}},
          {.name = "libvirt/hooks/restart",
           .clause = "libvirt.hooks.none",
           .summary = "of a panic that restarts the hook is not told",
           .run_domain = restarts,
           .domain = {.panic = ISA, .on_crash = "restart"}},
          {.name = "libvirt/hooks/coredump-restart",
           .clause = "libvirt.hooks.none",
           .summary = "nor of one that leaves a core and restarts",
           .run_domain = restarts,
           .domain = {.panic = ISA, .on_crash = "coredump-restart"}},
          {.name = "libvirt/hooks/preserve",
           .clause = "libvirt.hooks.none",
           .summary = "nor of one that is preserved",
           .run_domain = stays,
           .domain = {.panic = ISA, .on_crash = "preserve"}})
