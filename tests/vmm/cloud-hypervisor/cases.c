/* SPDX-License-Identifier: BSD-2-Clause */
/* cloud-hypervisor with --pvpanic: its device, its events, and the VM afterwards. */
#include <signal.h>

#include "check_cloud.h"
#include "pvpanic.h"

#define DEVICE_BITS (PVPANIC_PANICKED | PVPANIC_CRASH_LOADED)

static void write_register(Tck *t, guint value) {
        tck_do(t, "write 1 0x%" G_GINT64_MODIFIER "x %#x", tck_pci_map(t, 0), value);
}

static guint64 read_register(Tck *t) {
        return tck_ask(t, "read 1 0x%" G_GINT64_MODIFIER "x", tck_pci_map(t, 0));
}

/* The guest panics, the event arrives, and the guest goes on. */
static void panic(Tck *t) {
        write_register(t, PVPANIC_PANICKED);
        tck_cloud_expect_event(t, "guest.panic event=panic");
}

#define panic(t) TCK_CALLED(tck_outcome(t), panic(t))

static void expect_reboot(Tck *t) {
        tck_cloud_expect_event(t, "vm.rebooting");
        tck_cloud_expect_event(t, "vm.booting");
        tck_cloud_expect_event(t, "vm.booted");
        tck_cloud_expect_event(t, "vm.rebooted");
        tck_expect_hello(t);
}

#define expect_reboot(t) TCK_CALLED(tck_outcome(t), expect_reboot(t))

static void expect_good_end(Tck *t) {
        tck_cloud_expect_event(t, "vm.shutdown");
        tck_cloud_expect_event(t, "vm.deleted");
        tck_cloud_expect_event(t, "vmm.shutdown");
        tck_expect_exit(t, 0);
}

#define expect_good_end(t) TCK_CALLED(tck_outcome(t), expect_good_end(t))

/* ---- the device ---- */

static void absent(Tck *t) {
        tck_expect_error(t, "not-found", "pci-find %#x %#x", PVPANIC_PCI_VENDOR, PVPANIC_PCI_DEVICE);
}

static void bits(Tck *t) {
        tck_expect_number(t, "the bits", read_register(t), DEVICE_BITS);
}

static void assigned(Tck *t) {
        if (!(tck_pci_config(t, 4, tck_pci_find(t, 0), PCI_BAR0) & PCI_BAR_ADDRESS) && !tck_over(t))
                tck_fail(t, "an address in BAR 0", "none");
}

static void reads_are_quiet(Tck *t) {
        tck_control(t);
        for (guint i = 0; i < 100 && !tck_over(t); i++)
                tck_expect_number(t, "the bits", read_register(t), DEVICE_BITS);
        tck_expect_no_event(t);
}

/* cloud-hypervisor's device compares the whole byte with each of its two values. */
static void other_values(Tck *t) {
        static const guint values[] = {0, 3, 4, 5, 0x80, 0xff};

        for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
                tck_at(t, "after writing %#x", values[i]);
                write_register(t, values[i]);
                tck_cloud_expect_event(t, "guest.panic event=unknown_event");
        }
        tck_expect_no_event(t);
}

/* ---- events ---- */

static void told_once(Tck *t) {
        panic(t);
        tck_expect_no_event(t);
}

static void runs_on(Tck *t) {
        panic(t);
        tck_cloud_expect_state(t, "Running");
        bits(t);
}

static void each_is_told(Tck *t) {
        for (guint i = 0; i < 10; i++)
                panic(t);
        tck_expect_no_event(t);
}

static void crash_loaded(Tck *t) {
        write_register(t, PVPANIC_CRASH_LOADED);
        tck_cloud_expect_event(t, "guest.panic event=crash_loaded");
        tck_expect_no_event(t);
        tck_cloud_expect_state(t, "Running");
}

/* ---- what can be done with a guest that panicked ---- */

static void pause_and_resume(Tck *t) {
        panic(t);
        tck_cloud_put(t, "vm.pause");
        tck_cloud_expect_event(t, "vm.pausing");
        tck_cloud_expect_event(t, "vm.paused");
        tck_cloud_expect_state(t, "Paused");
        tck_cloud_put(t, "vm.resume");
        tck_cloud_expect_event(t, "vm.resuming");
        tck_cloud_expect_event(t, "vm.resumed");
        panic(t);
}

static void reboot(Tck *t) {
        panic(t);
        tck_cloud_put(t, "vm.reboot");
        expect_reboot(t);
        tck_cloud_expect_state(t, "Running");
        panic(t);
}

static void reset_by_guest(Tck *t) {
        panic(t);
        tck_order(t, "reset");
        expect_reboot(t);
        panic(t);
}

static void shut_down_vm(Tck *t) {
        panic(t);
        tck_cloud_put(t, "vm.shutdown");
        tck_cloud_expect_event(t, "vm.shutdown");
        tck_cloud_expect_state(t, "Created");
        tck_cloud_put(t, "vm.boot");
        tck_cloud_expect_event(t, "vm.booting");
        tck_cloud_expect_event(t, "vm.booted");
        tck_expect_hello(t);
        panic(t);
}

static void shut_down_vmm(Tck *t) {
        panic(t);
        tck_cloud_put(t, "vmm.shutdown");
        expect_good_end(t);
}

/* ---- ends other than a panic ---- */

static void terminated(Tck *t) {
        panic(t);
        tck_kill(t, SIGTERM);
        expect_good_end(t);
}

static void powered_off(Tck *t) {
        tck_control(t);
        tck_order(t, "power-off");
        expect_good_end(t);
}

#define CLOUD(name_, clause_, summary_, run_, ...)                                                                \
        {                                                                                                         \
                .name = "cloud-hypervisor/" name_, .clause = "cloud-hypervisor." clause_, .summary = summary_,    \
                .layer = "cloud-hypervisor", .run = run_, .at = TCK_HERE, .vm = {.devices = {"pci"}}, __VA_ARGS__ \
        }

TCK_CASES({.name = "cloud-hypervisor/device/absent",
           .clause = "cloud-hypervisor.device",
           .summary = "without --pvpanic there is no pvpanic device",
           .layer = "cloud-hypervisor",
           .run = absent,
           .vm = {.devices = {TCK_NO_DEVICE}}},
          CLOUD("device/bits", "device", "the device reads as PANICKED and CRASH_LOADED", bits),
          CLOUD("device/assigned", "device", "BAR 0 has an address without any firmware", assigned),
          CLOUD("device/reads-are-quiet", "event", "a hundred reads return the same and report nothing",
                reads_are_quiet),
          CLOUD("device/other-values", "other-values", "each other value is reported as unknown_event", other_values,
                .needs = {.own_device = TRUE}),
          CLOUD("panic/told-once", "event", "PANICKED is reported by one event", told_once, .mandatory = TRUE),
          CLOUD("panic/runs-on", "goes-on", "the VM stays Running, and the guest goes on", runs_on),
          CLOUD("panic/each-is-told", "event", "ten panics are ten events", each_is_told),
          CLOUD("panic/crash-loaded", "event", "CRASH_LOADED is reported as such, and the guest goes on", crash_loaded),
          CLOUD("panicked/pause-and-resume", "lifecycle", "a guest that panicked can be paused and resumed",
                pause_and_resume),
          CLOUD("panicked/reboot", "reboot",
                "after vm.reboot a guest that panicked boots again, and its panic is reported", reboot),
          CLOUD("panicked/reset-by-guest", "reboot", "a reset by the guest is a reboot, and its next panic is reported",
                reset_by_guest),
          CLOUD("panicked/shut-down-and-boot", "lifecycle",
                "after vm.shutdown and vm.boot the guest's panic is reported", shut_down_vm),
          CLOUD("end/vmm-shutdown", "end", "vmm.shutdown after a panic is a regular end, with status 0", shut_down_vmm),
          CLOUD("end/terminated", "end", "SIGTERM after a panic is a regular end, with status 0", terminated),
          CLOUD("end/powered-off", "end",
                "a guest that powers off ends cloud-hypervisor with status 0, and no event of a panic", powered_off))
