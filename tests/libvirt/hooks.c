/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls of the system's qemu hook under each on_crash. */
#include <signal.h>

#include "check_libvirt.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

#define STARTED "prepare begin, start begin, started begin"
#define ENDED ", stopped end, release end"

static void start(Tck *t) {
        tck_dom_start(t);
        tck_dom_expect_hooks(t, STARTED);
}

static void ends(Tck *t) {
        start(t);
        tck_dom_panic(t);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
        tck_dom_expect_hooks(t, STARTED ENDED);
}

static void restarts(Tck *t) {
        start(t);
        tck_dom_panic(t);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_expect_hello(t);
        tck_dom_settle(t);
        tck_dom_expect_hooks(t, STARTED);
}

static void stays(Tck *t) {
        start(t);
        tck_dom_panic(t);
        tck_dom_settle(t);
        tck_dom_expect_hooks(t, STARTED);
}

static void killed(Tck *t) {
        start(t);
        tck_kill(t, SIGKILL);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_dom_expect_hooks(t, STARTED ENDED);
}

TCK_CASES({.name = "libvirt/hooks/destroy",
           .clause = "libvirt.hooks.end",
           .summary = "a panic that destroys the domain calls the hook with stopped and release, like any end",
           .needs = {.hooks = TRUE},
           .run = ends,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "destroy")},
          {.name = "libvirt/hooks/coredump-destroy",
           .clause = "libvirt.hooks.end",
           .summary = "a panic under coredump-destroy calls the hook with stopped and release, too",
           .needs = {.hooks = TRUE},
           .run = ends,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-destroy")},
          {.name = "libvirt/hooks/killed",
           .clause = "libvirt.hooks.end",
           .summary = "a hypervisor that is killed calls the hook in the same way: the hook cannot distinguish them",
           .needs = {.hooks = TRUE},
           .run = killed,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "destroy")},
          {.name = "libvirt/hooks/restart",
           .clause = "libvirt.hooks.none",
           .summary = "a panic under restart does not call the hook",
           .needs = {.hooks = TRUE},
           .run = restarts,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "restart")},
          {.name = "libvirt/hooks/coredump-restart",
           .clause = "libvirt.hooks.none",
           .summary = "a panic under coredump-restart does not call the hook",
           .needs = {.hooks = TRUE},
           .run = restarts,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-restart")},
          {.name = "libvirt/hooks/preserve",
           .clause = "libvirt.hooks.none",
           .summary = "a panic under preserve does not call the hook",
           .needs = {.hooks = TRUE},
           .run = stays,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "preserve")})
