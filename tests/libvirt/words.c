/* SPDX-License-Identifier: BSD-2-Clause */
/* The same told in other ways: by virsh, by the domain's log, by the monitor's own event. */
#include "libvirt_check.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

static void crash(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
}

static void destroy(TckDom *d) {
        crash(d);
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

/* ---- virsh ---- */

static void virsh_preserve(TckDom *d) {
        crash(d);
        tck_dom_expect_virsh(d, "domstate", NULL, "crashed");
        tck_dom_expect_virsh(d, "domstate", "--reason", "crashed (panicked)");
}

static void virsh_destroy(TckDom *d) {
        destroy(d);
        tck_dom_expect_virsh(d, "domstate", NULL, "shut off");
        tck_dom_expect_virsh(d, "domstate", "--reason", "shut off (crashed)");
}

static void virsh_restart(TckDom *d) {
        crash(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_dom_expect_hello(d);
        tck_dom_expect_virsh(d, "domstate", "--reason", "running (crashed)");
}

static void virsh_reset(TckDom *d) {
        crash(d);
        tck_dom_expect_virsh(d, "reset", NULL, NULL);
        tck_dom_expect_virsh(d, "domstate", "--reason", "paused (crashed)");
}

static void virsh_killed(TckDom *d) {
        tck_dom_start(d);
        tck_dom_control(d);
        tck_dom_kill(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_dom_expect_virsh(d, "domstate", "--reason", "shut off (crashed)");
}

/* ---- the log ---- */

static void log_destroy(TckDom *d) {
        destroy(d);
        tck_dom_expect_log(d, "shutting down, reason=crashed");
}

static void log_killed(TckDom *d) {
        tck_dom_start(d);
        tck_dom_control(d);
        tck_dom_kill(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_dom_expect_log(d, "shutting down, reason=crashed");
}

/* There is a line for a panic that says more of itself; pvpanic has nothing to say. */
static void log_without_information(TckDom *d) {
        crash(d);
        tck_dom_expect_number(d, "the lines of a panic in the log", tck_dom_count_log(d, ": panic "), 0);
}

/* ---- the monitor ---- */

static void raw(TckDom *d) {
        crash(d);
        tck_dom_expect_monitor_event(d, "GUEST_PANICKED", "action", "pause");
}

static void raw_without_information(TckDom *d) {
        crash(d);
        tck_dom_expect_monitor_event(d, "GUEST_PANICKED", "info", NULL);
}

TCK_CASES({.name = "libvirt/virsh/preserve",
           .clause = "libvirt.virsh",
           .summary = "virsh domstate --reason says crashed (panicked)",
           .run_domain = virsh_preserve,
           .domain = {.panic = ISA, .on_crash = "preserve", .daemon = TRUE}},
          {.name = "libvirt/virsh/destroy",
           .clause = "libvirt.virsh",
           .summary = "virsh domstate --reason says shut off (crashed)",
           .run_domain = virsh_destroy,
           .domain = {.panic = ISA, .on_crash = "destroy", .persistent = TRUE, .daemon = TRUE}},
          {.name = "libvirt/virsh/restart",
           .clause = "libvirt.virsh",
           .summary = "virsh domstate --reason says running (crashed)",
           .run_domain = virsh_restart,
           .domain = {.panic = ISA, .on_crash = "restart", .daemon = TRUE}},
          {.name = "libvirt/virsh/reset",
           .clause = "libvirt.virsh",
           .summary = "after virsh reset of a crashed domain it says paused (crashed)",
           .run_domain = virsh_reset,
           .domain = {.panic = ISA, .on_crash = "preserve", .daemon = TRUE}},
          {.name = "libvirt/virsh/killed",
           .clause = "libvirt.killed.state",
           .summary = "of a hypervisor that was killed it says what it says of a panic: shut off (crashed)",
           .run_domain = virsh_killed,
           .domain = {.panic = ISA, .on_crash = "destroy", .persistent = TRUE, .daemon = TRUE}},
          {.name = "libvirt/log/destroyed",
           .clause = "libvirt.log.end",
           .summary = "the log of a domain that its crash destroyed ends with the reason crashed",
           .run_domain = log_destroy,
           .domain = {.panic = ISA, .on_crash = "destroy"}},
          {.name = "libvirt/log/killed",
           .clause = "libvirt.log.end",
           .summary = "and so does that of one whose hypervisor was killed",
           .run_domain = log_killed,
           .domain = {.panic = ISA, .on_crash = "destroy"}},
          {.name = "libvirt/log/no-panic-line",
           .clause = "libvirt.log.panic",
           .summary = "a panic through pvpanic, which comes without information, has no line in the log",
           .run_domain = log_without_information,
           .domain = {.panic = ISA, .on_crash = "preserve"}},
          {.name = "libvirt/raw/panicked",
           .clause = "libvirt.raw.panicked",
           .summary = "the monitor's GUEST_PANICKED is to be had, with its action, beside the lifecycle event",
           .run_domain = raw,
           .domain = {.panic = ISA, .on_crash = "preserve"}},
          {.name = "libvirt/raw/no-information",
           .clause = "libvirt.raw.panicked",
           .summary = "and has no information, for pvpanic has none",
           .run_domain = raw_without_information,
           .domain = {.panic = ISA, .on_crash = "preserve"}})
