/* SPDX-License-Identifier: BSD-2-Clause */
/* Other sources of information about a panic: virsh, the domain's log, the monitor's own event. */
#include <signal.h>

#include "check_libvirt.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

static void crash(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
}

static void destroy(Tck *t) {
        crash(t);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

/* ---- virsh ---- */

static void virsh_preserve(Tck *t) {
        crash(t);
        tck_dom_expect_virsh(t, "domstate", NULL, "crashed");
        tck_dom_expect_virsh(t, "domstate", "--reason", "crashed (panicked)");
}

static void virsh_destroy(Tck *t) {
        destroy(t);
        tck_dom_expect_virsh(t, "domstate", NULL, "shut off");
        tck_dom_expect_virsh(t, "domstate", "--reason", "shut off (crashed)");
}

static void virsh_restart(Tck *t) {
        crash(t);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_expect_hello(t);
        tck_dom_expect_virsh(t, "domstate", "--reason", "running (crashed)");
}

static void virsh_reset(Tck *t) {
        crash(t);
        tck_dom_expect_virsh(t, "reset", NULL, NULL);
        tck_dom_expect_virsh(t, "domstate", "--reason", "paused (crashed)");
}

static void virsh_killed(Tck *t) {
        tck_dom_start(t);
        tck_control(t);
        tck_kill(t, SIGKILL);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_dom_expect_virsh(t, "domstate", "--reason", "shut off (crashed)");
}

/* ---- the log ---- */

static void log_destroy(Tck *t) {
        destroy(t);
        tck_dom_expect_log(t, "shutting down, reason=crashed");
}

static void log_killed(Tck *t) {
        tck_dom_start(t);
        tck_control(t);
        tck_kill(t, SIGKILL);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_dom_expect_log(t, "shutting down, reason=crashed");
}

/* The log has a line for a panic with information, which a panic through pvpanic does not have. */
static void log_without_information(Tck *t) {
        crash(t);
        tck_expect_number(t, "the lines of a panic in the log", tck_dom_count_log(t, ": panic "), 0);
}

/* ---- the monitor ---- */

static void raw(Tck *t) {
        crash(t);
        tck_dom_expect_monitor_event(t, "GUEST_PANICKED", "action", "pause");
}

static void raw_without_information(Tck *t) {
        crash(t);
        tck_dom_expect_monitor_event(t, "GUEST_PANICKED", "info", NULL);
}

TCK_CASES({.name = "libvirt/virsh/preserve",
           .clause = "libvirt.virsh",
           .summary = "virsh domstate --reason says crashed (panicked)",
           .needs = {.virsh = TRUE},
           .run = virsh_preserve,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "preserve", .daemon = TRUE)},
          {.name = "libvirt/virsh/destroy",
           .clause = "libvirt.virsh",
           .summary = "virsh domstate --reason says shut off (crashed)",
           .needs = {.virsh = TRUE},
           .run = virsh_destroy,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy", .persistent = TRUE, .daemon = TRUE)},
          {.name = "libvirt/virsh/restart",
           .clause = "libvirt.virsh",
           .summary = "virsh domstate --reason says running (crashed)",
           .needs = {.virsh = TRUE},
           .run = virsh_restart,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "restart", .daemon = TRUE)},
          {.name = "libvirt/virsh/reset",
           .clause = "libvirt.virsh",
           .summary = "after virsh reset of a crashed domain virsh domstate --reason says paused (crashed)",
           .needs = {.virsh = TRUE},
           .run = virsh_reset,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "preserve", .daemon = TRUE)},
          {.name = "libvirt/virsh/killed",
           .clause = "libvirt.killed.state",
           .summary = "virsh prints the same for a killed hypervisor as for a panic: shut off (crashed)",
           .needs = {.virsh = TRUE},
           .run = virsh_killed,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy", .persistent = TRUE, .daemon = TRUE)},
          {.name = "libvirt/log/destroyed",
           .clause = "libvirt.log.end",
           .summary = "the log of a domain that its crash destroyed ends with the reason crashed",
           .needs = {.log = TRUE},
           .run = log_destroy,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy")},
          {.name = "libvirt/log/killed",
           .clause = "libvirt.log.end",
           .summary = "the log of a domain whose hypervisor was killed ends with the reason crashed, too",
           .needs = {.log = TRUE},
           .run = log_killed,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy")},
          {.name = "libvirt/log/no-panic-line",
           .clause = "libvirt.log.panic",
           .summary = "a panic through pvpanic, which has no information, has no line in the log",
           .needs = {.log = TRUE},
           .run = log_without_information,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "preserve")},
          {.name = "libvirt/raw/panicked",
           .clause = "libvirt.raw.panicked",
           .summary = "clients receive the monitor's GUEST_PANICKED with its action, and the lifecycle event",
           .run = raw,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "preserve")},
          {.name = "libvirt/raw/no-information",
           .clause = "libvirt.raw.panicked",
           .summary = "the monitor's GUEST_PANICKED has no information for pvpanic",
           .run = raw_without_information,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "preserve")})
