/* SPDX-License-Identifier: BSD-2-Clause */
/* The other ends of a guest, and how libvirt tells them from a panic. */
#include "libvirt_check.h"
#include "pvpanic.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

static void expect_running(TckDom *d) {
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED);
}

/* ---- nobody to tell of it ---- */

/* The guest writes where no device is, and stops: for libvirt it runs. */
static void no_device(TckDom *d) {
        tck_dom_start(d);
        tck_dom_control(d);
        tck_dom_write_port(d, PVPANIC_PANICKED);
        tck_dom_expect_finished(d);
        tck_dom_do(d, "halt");
        expect_running(d);
}

static void oops_unheard(TckDom *d) {
        tck_dom_start(d);
        tck_dom_control(d);
        tck_dom_do(d, "raise ud");
        expect_running(d);
}

/* ---- the hypervisor dies ---- */

static void killed(TckDom *d) {
        tck_dom_start(d);
        tck_dom_control(d);
        tck_dom_kill(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_dom_expect_no_event(d);
}

/* By its state alone it is not to be told from a domain that a panic destroyed. */
static void killed_state(TckDom *d) {
        killed(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

static void killed_crashed(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_kill(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

static void killed_is_not_restarted(TckDom *d) {
        killed(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
        tck_dom_expect_gone(d);
}

/* ---- the guest handles it ---- */

static void crash_loaded(TckDom *d) {
        tck_dom_start(d);
        tck_dom_write_port(d, PVPANIC_CRASH_LOADED);
        tck_dom_expect_finished(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED);
        expect_running(d);
}

static void crash_loaded_raw(TckDom *d) {
        tck_dom_start(d);
        tck_dom_write_port(d, PVPANIC_CRASH_LOADED);
        tck_dom_expect_finished(d);
        tck_dom_expect_monitor_event(d, "GUEST_CRASHLOADED", "action", "run");
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED);
        expect_running(d);
}

/* As with a crash kernel that saves the memory and powers off. */
static void kdump(TckDom *d) {
        tck_dom_start(d);
        tck_dom_do(d, "on-oops kdump");
        tck_dom_do(d, "raise ud");
        tck_dom_expect_both(d, (TckLifecycle){VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED},
                            (TckLifecycle){VIR_DOMAIN_EVENT_SHUTDOWN, VIR_DOMAIN_EVENT_SHUTDOWN_GUEST});
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

/* ---- good ends ---- */

static void power_off(TckDom *d) {
        tck_dom_start(d);
        tck_dom_do(d, "power-off");
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_SHUTDOWN, VIR_DOMAIN_EVENT_SHUTDOWN_GUEST);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

static void guest_reset(TckDom *d) {
        tck_dom_start(d);
        tck_dom_do(d, "reset");
        tck_dom_expect_hello(d);
        expect_running(d);
}

/* Bit 2 is of QEMU 9.1: what reads back says whether it is there. */
static void pv_shutdown(TckDom *d) {
        tck_dom_start(d);
        if (!(tck_dom_ask(d, "in 1 %#x", tck_dom_port(d)) & PVPANIC_SHUTDOWN)) {
                tck_dom_skip(d, "this QEMU's device has no SHUTDOWN bit");
                return;
        }
        tck_dom_write_port(d, PVPANIC_SHUTDOWN);
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

/* ---- an NMI ---- */

/* What an administrator does to a guest that hangs, if that panics of it. */
static void nmi_panics(TckDom *d) {
        tck_dom_start(d);
        tck_dom_do(d, "on-nmi oops");
        tck_dom_do(d, "on-oops panic");
        tck_dom_do(d, "hang");
        tck_dom_call(d, "an NMI", tck_dom_over(d) ? 0 : virDomainInjectNMI(tck_dom_get(d), 0));
        tck_dom_expect_crashed(d);
        tck_dom_expect_state(d, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void nmi_counted(TckDom *d) {
        guint64 before, after;

        tck_dom_start(d);
        before = tck_dom_info(d, "nmi");
        tck_dom_call(d, "an NMI", tck_dom_over(d) ? 0 : virDomainInjectNMI(tck_dom_get(d), 0));
        after = tck_dom_info(d, "nmi");
        tck_dom_expect_number(d, "the NMIs that came", after - before, 1);
        expect_running(d);
}

TCK_CASES({.name = "libvirt/no-device/runs-though-dead",
           .clause = "libvirt.no-device",
           .summary = "without a panic device a guest that panics and halts is running (booted)",
           .run_domain = no_device,
           .domain = {.on_crash = "restart"}},
          {.name = "libvirt/no-device/oops-unheard",
           .clause = "libvirt.no-device",
           .summary = "and so is one whose kernel oopses and tells nobody, with the device",
           .run_domain = oops_unheard,
           .domain = {.panic = ISA, .on_crash = "restart"}},
          {.name = "libvirt/killed/event",
           .clause = "libvirt.killed.event",
           .summary = "a hypervisor that is killed is told as Stopped/Failed, without a Crashed",
           .run_domain = killed,
           .domain = {.panic = ISA, .on_crash = "destroy"}},
          {.name = "libvirt/killed/state",
           .clause = "libvirt.killed.state",
           .summary = "and leaves the same state as a panic that destroys: shut off (crashed)",
           .run_domain = killed_state,
           .domain = {.panic = ISA, .on_crash = "destroy", .persistent = TRUE}},
          {.name = "libvirt/killed/is-not-restarted",
           .clause = "libvirt.killed.on-crash",
           .summary = "on_crash restart is for guests: a hypervisor that is killed stays away",
           .run_domain = killed_is_not_restarted,
           .domain = {.panic = ISA, .on_crash = "restart", .persistent = TRUE}},
          {.name = "libvirt/killed/while-crashed",
           .clause = "libvirt.killed.event",
           .summary = "killed while the domain is crashed, it is told of the same",
           .run_domain = killed_crashed,
           .domain = {.panic = ISA, .on_crash = "preserve", .persistent = TRUE}},
          {.name = "libvirt/crash-loaded/event",
           .clause = "libvirt.crash-loaded",
           .summary = "CRASH_LOADED is Crashed/Crashloaded, and the domain is left alone, whatever its on_crash",
           .run_domain = crash_loaded,
           .domain = {.panic = ISA, .on_crash = "destroy"}},
          {.name = "libvirt/crash-loaded/raw-event",
           .clause = "libvirt.raw.crash-loaded",
           .summary = "the monitor's GUEST_CRASHLOADED is to be had, with the lifecycle event",
           .run_domain = crash_loaded_raw,
           .domain = {.panic = ISA, .on_crash = "destroy"}},
          {.name = "libvirt/crash-loaded/kdump",
           .clause = "libvirt.crash-loaded.kdump",
           .summary = "a guest that saves its memory and powers off is shut off (shutdown), not crashed",
           .run_domain = kdump,
           .domain = {.panic = ISA, .on_crash = "restart", .persistent = TRUE}},
          {.name = "libvirt/shutdown/power-off",
           .clause = "libvirt.shutdown",
           .summary = "a guest that powers off is told as Shutdown/Guest and Stopped/Shutdown, shut off (shutdown)",
           .run_domain = power_off,
           .domain = {.panic = ISA, .on_crash = "restart", .persistent = TRUE}},
          {.name = "libvirt/shutdown/pv-shutdown",
           .clause = "libvirt.shutdown.pv",
           .summary = "SHUTDOWN through the device is a shutdown, shut off (shutdown)",
           .run_domain = pv_shutdown,
           .domain = {.panic = ISA, .on_crash = "restart", .persistent = TRUE}},
          {.name = "libvirt/reset/by-the-guest",
           .clause = "libvirt.reset",
           .summary = "a guest that resets is no crash: it boots again, with no lifecycle event",
           .run_domain = guest_reset,
           .domain = {.panic = ISA, .on_crash = "destroy"}},
          {.name = "libvirt/nmi/panics",
           .clause = "libvirt.nmi",
           .summary = "an injected NMI has a guest that hangs panic, and the domain is crashed",
           .run_domain = nmi_panics,
           .domain = {.panic = ISA, .on_crash = "preserve"}},
          {.name = "libvirt/nmi/counted",
           .clause = "libvirt.nmi",
           .summary = "an injected NMI comes in once, and to a guest that bears it nothing happens",
           .run_domain = nmi_counted,
           .domain = {.panic = ISA, .on_crash = "preserve"}})
