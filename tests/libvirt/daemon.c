/* SPDX-License-Identifier: BSD-2-Clause */
/* A daemon that dies and comes back: what it learns of a panic that it has not heard, and of one that it has. */
#include "libvirt_check.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

/* The guest panics while nobody listens. */
static void panic_meanwhile(TckDom *d) {
        tck_dom_start(d);
        tck_dom_kill_daemon(d);
        tck_dom_panic_unheard(d);
        tck_dom_restart_daemon(d);
}

static void found(TckDom *d) {
        panic_meanwhile(d);
        tck_dom_expect_state(d, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void found_and_resumed(TckDom *d) {
        found(d);
        tck_dom_call(d, "the domain to resume", tck_dom_over(d) ? 0 : virDomainResume(tck_dom_get(d)));
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_dom_expect_finished(d);
}

static void destroyed_late(TckDom *d) {
        panic_meanwhile(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

static void restarted_late(TckDom *d) {
        panic_meanwhile(d);
        tck_dom_expect_state(d, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_CRASHED);
        tck_dom_expect_hello(d);
}

/* ---- what it has heard ---- */

static void remembered(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_expect_state(d, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
        tck_dom_kill_daemon(d);
        tck_dom_restart_daemon(d);
        tck_dom_expect_state(d, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void hears_again(TckDom *d) {
        tck_dom_start(d);
        tck_dom_kill_daemon(d);
        tck_dom_restart_daemon(d);
        tck_dom_panic(d);
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

/* ---- autostart ---- */

/* It is for a host that boots: neither a crash nor a daemon that comes back starts the domain. */
static void autostart(TckDom *d) {
        tck_dom_start(d);
        tck_dom_call(d, "the domain to be one for autostart",
                     tck_dom_over(d) ? 0 : virDomainSetAutostart(tck_dom_get(d), 1));
        tck_dom_panic(d);
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

TCK_CASES({.name = "libvirt/daemon/panic-while-down/is-found",
           .clause = "libvirt.daemon.found",
           .summary = "a panic while the daemon was down is found when it is back: crashed (panicked)",
           .run_domain = found,
           .domain = {.panic = ISA, .on_crash = "preserve", .own_daemon = TRUE, .monitor = TRUE}},
          {.name = "libvirt/daemon/panic-while-down/resumes",
           .clause = "libvirt.daemon.found",
           .summary = "and such a domain can be resumed",
           .run_domain = found_and_resumed,
           .domain = {.panic = ISA, .on_crash = "preserve", .own_daemon = TRUE, .monitor = TRUE}},
          {.name = "libvirt/daemon/panic-while-down/destroy",
           .clause = "libvirt.daemon.on-crash",
           .summary = "on_crash destroy is carried out once the daemon is back",
           .run_domain = destroyed_late,
           .domain = {.panic = ISA, .on_crash = "destroy", .persistent = TRUE, .own_daemon = TRUE, .monitor = TRUE}},
          {.name = "libvirt/daemon/panic-while-down/restart",
           .clause = "libvirt.daemon.on-crash",
           .summary = "on_crash restart is carried out once the daemon is back",
           .run_domain = restarted_late,
           .domain = {.panic = ISA, .on_crash = "restart", .own_daemon = TRUE, .monitor = TRUE}},
          {.name = "libvirt/daemon/remembers",
           .clause = "libvirt.daemon.remembers",
           .summary = "a daemon that comes back still has the domain as crashed (panicked)",
           .run_domain = remembered,
           .domain = {.panic = ISA, .on_crash = "preserve", .own_daemon = TRUE}},
          {.name = "libvirt/daemon/hears-again",
           .clause = "libvirt.daemon.hears-again",
           .summary = "a panic after the daemon came back is told and handled as any",
           .run_domain = hears_again,
           .domain = {.panic = ISA, .on_crash = "destroy", .persistent = TRUE, .own_daemon = TRUE}},
          {.name = "libvirt/autostart/does-not-restart",
           .clause = "libvirt.autostart",
           .summary = "a domain marked for autostart that crashes is not started by it",
           .run_domain = autostart,
           .domain = {.panic = ISA, .on_crash = "destroy", .persistent = TRUE, .daemon = TRUE}})
