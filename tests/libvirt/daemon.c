/* SPDX-License-Identifier: BSD-2-Clause */
/* A daemon that is killed and started again: panics that it missed, and panics that it handled. */
#include "check_libvirt.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

/* The guest panics while no daemon runs. */
static void panic_meanwhile(Tck *t) {
        tck_dom_start(t);
        tck_dom_kill_daemon(t);
        tck_dom_panic_unheard(t);
        tck_dom_restart_daemon(t);
}

static void found(Tck *t) {
        panic_meanwhile(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void found_and_resumed(Tck *t) {
        found(t);
        tck_dom_resume(t);
}

static void destroyed_late(Tck *t) {
        panic_meanwhile(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

static void restarted_late(Tck *t) {
        panic_meanwhile(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_CRASHED);
        tck_expect_hello(t);
}

/* ---- panics that it has handled ---- */

static void remembered(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
        tck_dom_kill_daemon(t);
        tck_dom_restart_daemon(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void hears_again(Tck *t) {
        tck_dom_start(t);
        tck_dom_kill_daemon(t);
        tck_dom_restart_daemon(t);
        tck_dom_panic(t);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

/* ---- autostart ---- */

/* autostart takes effect when the host boots: neither a crash nor a restart of the daemon starts the domain. */
static void autostart(Tck *t) {
        tck_dom_start(t);
        tck_dom_call(t, "autostart to be set for the domain", virDomainSetAutostart(tck_dom_get(t), 1));
        tck_dom_panic(t);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

TCK_CASES({.name = "libvirt/daemon/panic-while-down/is-found",
           .clause = "libvirt.daemon.found",
           .summary = "a panic while the daemon was down is found when it is back: crashed (panicked)",
           .run = found,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "preserve", .own_daemon = TRUE, .monitor = TRUE)},
          {.name = "libvirt/daemon/panic-while-down/resumes",
           .clause = "libvirt.daemon.found",
           .summary = "a domain that panicked while the daemon was down can be resumed",
           .run = found_and_resumed,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "preserve", .own_daemon = TRUE, .monitor = TRUE)},
          {.name = "libvirt/daemon/panic-while-down/destroy",
           .clause = "libvirt.daemon.on-crash",
           .summary = "on_crash destroy is carried out once the daemon is back",
           .run = destroyed_late,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "destroy", .persistent = TRUE, .own_daemon = TRUE,
                                .monitor = TRUE)},
          {.name = "libvirt/daemon/panic-while-down/restart",
           .clause = "libvirt.daemon.on-crash",
           .summary = "on_crash restart is carried out once the daemon is back",
           .run = restarted_late,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "restart", .own_daemon = TRUE, .monitor = TRUE)},
          {.name = "libvirt/daemon/remembers",
           .clause = "libvirt.daemon.remembers",
           .summary = "a daemon that comes back still has the domain as crashed (panicked)",
           .run = remembered,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "preserve", .own_daemon = TRUE)},
          {.name = "libvirt/daemon/hears-again",
           .clause = "libvirt.daemon.hears-again",
           .summary = "a panic after the daemon came back is reported and handled like any other",
           .run = hears_again,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "destroy", .persistent = TRUE, .own_daemon = TRUE)},
          {.name = "libvirt/autostart/does-not-restart",
           .clause = "libvirt.autostart",
           .summary = "a domain with autostart is not started after a crash",
           .run = autostart,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "destroy", .persistent = TRUE, .daemon = TRUE)})
