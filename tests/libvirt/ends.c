/* SPDX-License-Identifier: BSD-2-Clause */
/* Other ends of a guest, and how libvirt distinguishes them from a panic. */
#include <signal.h>

#include "check_libvirt.h"
#include "pvpanic.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

static void expect_running(Tck *t) {
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED);
}

/* ---- a crash that is not reported ---- */

/* The guest writes to a port without a device and halts: for libvirt it is running. */
static void no_device(Tck *t) {
        tck_dom_start(t);
        tck_control(t);
        tck_write_port(t, PVPANIC_PANICKED);
        tck_do(t, "halt");
        expect_running(t);
}

static void oops_unheard(Tck *t) {
        tck_dom_start(t);
        tck_control(t);
        tck_do(t, "raise ud");
        expect_running(t);
}

/* ---- the hypervisor dies ---- */

static void killed(Tck *t) {
        tck_dom_start(t);
        tck_control(t);
        tck_kill(t, SIGKILL);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_expect_no_event(t);
}

/* The state alone does not distinguish it from a domain that a panic destroyed. */
static void killed_state(Tck *t) {
        killed(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

static void killed_crashed(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_kill(t, SIGKILL);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
}

static void killed_is_not_restarted(Tck *t) {
        killed(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
        tck_dom_expect_gone(t);
}

/* ---- the guest handles its panic ---- */

static void crash_loaded(Tck *t) {
        tck_dom_start(t);
        tck_write_port(t, PVPANIC_CRASH_LOADED);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED);
        expect_running(t);
}

static void crash_loaded_raw(Tck *t) {
        tck_dom_start(t);
        tck_write_port(t, PVPANIC_CRASH_LOADED);
        tck_dom_expect_monitor_event(t, "GUEST_CRASHLOADED", "action", "run");
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED);
        expect_running(t);
}

/* Like a crash kernel, which saves the memory and powers off. */
static void kdump(Tck *t) {
        tck_dom_start(t);
        tck_do(t, "on-oops kdump");
        tck_do(t, "raise ud");
        tck_dom_expect_both(t, (TckLifecycle){VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED},
                            (TckLifecycle){VIR_DOMAIN_EVENT_SHUTDOWN, VIR_DOMAIN_EVENT_SHUTDOWN_GUEST});
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

/* ---- regular ends ---- */

static void power_off(Tck *t) {
        tck_dom_start(t);
        tck_do(t, "power-off");
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_SHUTDOWN, VIR_DOMAIN_EVENT_SHUTDOWN_GUEST);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

static void guest_reset(Tck *t) {
        tck_dom_start(t);
        tck_do(t, "reset");
        tck_expect_hello(t);
        expect_running(t);
}

static void pv_shutdown(Tck *t) {
        tck_dom_start(t);
        tck_start_write_port(t, PVPANIC_SHUTDOWN);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SHUTDOWN);
}

/* ---- an NMI ---- */

/* An administrator may send an NMI to a guest that hangs, to make it panic. */
static void nmi_panics(Tck *t) {
        tck_dom_start(t);
        tck_do(t, "on-nmi oops");
        tck_do(t, "on-oops panic");
        tck_do(t, "hang");
        tck_dom_call(t, "an NMI", virDomainInjectNMI(tck_dom_get(t), 0));
        tck_dom_expect_crashed(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void nmi_counted(Tck *t) {
        guint64 before, after;

        tck_dom_start(t);
        before = tck_info(t, "nmi");
        tck_dom_call(t, "an NMI", virDomainInjectNMI(tck_dom_get(t), 0));
        after = tck_info(t, "nmi");
        tck_expect_number(t, "the number of NMIs received", after - before, 1);
        expect_running(t);
}

TCK_CASES({.name = "libvirt/no-device/runs-though-dead",
           .clause = "libvirt.no-device",
           .summary = "without a panic device a domain whose guest panics and halts is running (booted)",
           .run = no_device,
           .domain = TCK_DOMAIN(.on_crash = "restart")},
          {.name = "libvirt/no-device/oops-unheard",
           .clause = "libvirt.no-device",
           .summary = "a domain whose guest oopses without using the device is running, too",
           .run = oops_unheard,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "restart")},
          {.name = "libvirt/killed/event",
           .clause = "libvirt.killed.event",
           .summary = "a hypervisor that is killed is reported as Stopped/Failed, without Crashed",
           .run = killed,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy")},
          {.name = "libvirt/killed/state",
           .clause = "libvirt.killed.state",
           .summary = "a killed hypervisor leaves the same state as a panic that destroys: shut off (crashed)",
           .run = killed_state,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy", .persistent = TRUE)},
          {.name = "libvirt/killed/is-not-restarted",
           .clause = "libvirt.killed.on-crash",
           .summary = "on_crash restart does not apply to a hypervisor that is killed: the domain stays shut off",
           .run = killed_is_not_restarted,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "restart", .persistent = TRUE)},
          {.name = "libvirt/killed/while-crashed",
           .clause = "libvirt.killed.event",
           .summary = "a hypervisor that is killed while the domain is crashed is reported in the same way",
           .run = killed_crashed,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "preserve", .persistent = TRUE)},
          {.name = "libvirt/crash-loaded/event",
           .clause = "libvirt.crash-loaded",
           .summary = "CRASH_LOADED is Crashed/Crashloaded, and the domain is left alone, whatever its on_crash",
           .run = crash_loaded,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "destroy")},
          {.name = "libvirt/crash-loaded/raw-event",
           .clause = "libvirt.raw.crash-loaded",
           .summary = "clients receive the monitor's GUEST_CRASHLOADED, with the lifecycle event",
           .run = crash_loaded_raw,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "destroy")},
          {.name = "libvirt/crash-loaded/kdump",
           .clause = "libvirt.crash-loaded.kdump",
           .summary = "a guest that saves its memory and powers off leaves its domain shut off (shutdown), not crashed",
           .run = kdump,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "restart", .persistent = TRUE)},
          {.name = "libvirt/shutdown/power-off",
           .clause = "libvirt.shutdown",
           .summary = "a guest that powers off is reported as Shutdown/Guest and Stopped/Shutdown, and the domain is "
                      "shut off (shutdown)",
           .run = power_off,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "restart", .persistent = TRUE)},
          {.name = "libvirt/shutdown/pv-shutdown",
           .clause = "libvirt.shutdown.pv",
           .summary = "SHUTDOWN through the device is a shutdown, and the domain is shut off (shutdown)",
           .needs = {.bits = PVPANIC_SHUTDOWN},
           .run = pv_shutdown,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "restart", .persistent = TRUE)},
          {.name = "libvirt/reset/by-the-guest",
           .clause = "libvirt.reset",
           .summary = "a reset by the guest is not a crash: it boots again, without a lifecycle event",
           .run = guest_reset,
           .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "destroy")},
          {.name = "libvirt/nmi/panics",
           .clause = "libvirt.nmi",
           .summary = "an injected NMI makes a guest that hangs panic, and the domain is crashed",
           .run = nmi_panics,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "preserve")},
          {.name = "libvirt/nmi/counted",
           .clause = "libvirt.nmi",
           .summary = "an injected NMI arrives once, and a guest that survives it goes on",
           .run = nmi_counted,
           .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "preserve")})
