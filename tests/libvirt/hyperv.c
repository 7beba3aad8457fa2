/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A panic that a guest reports through Hyper-V's crash registers (<panic model='hyperv'/>), alone and beside the
 * pvpanic device.
 */
#include "check_libvirt.h"
#include "hyperv.h"

/* Five distinct 64-bit values, and their line in libvirt's log; and other values, for a second crash. */
static const guint64 values[HYPERV_CRASH_PARAMETERS] = {0x8123456789abcdef, 0x2468ace13579bdf, 0xfedcba9876543210,
                                                        0x7f00ff00a55a0ff0, 0xdeadbeefcafef00d};
static const guint64 others[HYPERV_CRASH_PARAMETERS] = {0x1111000000000001, 0x22220000, 0x3333, 0x8000000000000004,
                                                        0x5555555555555555};

#define VALUES                                                                                            \
        "panic hyper-v: arg1='0x8123456789abcdef', arg2='0x2468ace13579bdf', arg3='0xfedcba9876543210', " \
        "arg4='0x7f00ff00a55a0ff0', arg5='0xdeadbeefcafef00d'"
#define OTHERS                                                                                                    \
        "panic hyper-v: arg1='0x1111000000000001', arg2='0x22220000', arg3='0x3333', arg4='0x8000000000000004', " \
        "arg5='0x5555555555555555'"
#define ANY ": panic "

/* The guest begins to report a crash with these values, and libvirt emits the events. */
static void crash(Tck *t, const guint64 *told) {
        for (guint i = 0; i < HYPERV_CRASH_PARAMETERS; i++)
                tck_do(t, "wrmsr %#x %#" G_GINT64_MODIFIER "x", HYPERV_CRASH_P0 + i, told[i]);
        tck_start(t, "wrmsr %#x %#llx", HYPERV_CRASH_CONTROL, HYPERV_CRASH_NOTIFY);
        tck_dom_expect_crashed(t);
}

static void expect_stopped(Tck *t) {
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

/* The domain is resumed in the middle of the guest's wrmsr, which then completes. */
static void resume(Tck *t) {
        tck_dom_resume(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED);
}

/* ---- by on_crash ---- */

static void destroy(Tck *t) {
        tck_dom_start(t);
        crash(t, values);
        expect_stopped(t);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
        tck_dom_expect_gone(t);
}

static void preserve(Tck *t) {
        tck_dom_start(t);
        crash(t, values);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
        tck_dom_expect_same_process(t);
        tck_dom_expect_no_core(t);
}

static void preserve_and_resume(Tck *t) {
        tck_dom_start(t);
        crash(t, values);
        resume(t);
        crash(t, others);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
        tck_dom_expect_log(t, VALUES);
        tck_dom_expect_log(t, OTHERS);
}

static void coredump_restart(Tck *t) {
        g_autofree char *path = NULL;

        tck_dom_start(t);
        crash(t, values);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_expect_hello(t);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_CRASHED);
        tck_dom_expect_same_process(t);
        path = tck_dom_expect_core(t);
        tck_dom_expect_good_core(t, path);
}

/* ---- the log ---- */

static void log_line(Tck *t) {
        tck_dom_start(t);
        crash(t, values);
        tck_dom_expect_log(t, VALUES);
        tck_expect_number(t, "the lines of a panic in the log", tck_dom_count_log(t, ANY), 1);
}

/* libvirt has to write the line before it ends the hypervisor. */
static void log_destroyed(Tck *t) {
        tck_dom_start(t);
        crash(t, values);
        expect_stopped(t);
        tck_dom_expect_log(t, VALUES);
        tck_dom_expect_log(t, "shutting down, reason=crashed");
}

/* ---- two devices ---- */

/* The device of the other model works independently; its panics have no values. */
static void isa_beside(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
        tck_expect_number(t, "the lines of a panic in the log", tck_dom_count_log(t, ANY), 0);
}

/* A Linux guest with both drivers reports one crash twice like this. */
static void one_after_the_other(Tck *t) {
        isa_beside(t);
        resume(t);
        crash(t, values);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
        tck_dom_expect_log(t, VALUES);
        tck_expect_number(t, "the lines of a panic in the log", tck_dom_count_log(t, ANY), 1);
}

#define ALONE                         \
        {                             \
                { .model = "hyperv" } \
        }
#define BESIDE                            \
        {                                 \
                {.model = "isa"}, {       \
                        .model = "hyperv" \
                }                         \
        }
#define DOMAIN(...) TCK_DOMAIN(__VA_ARGS__, .kvm = TRUE)

TCK_CASES({.name = "libvirt/hyperv/destroy",
           .clause = "libvirt.on-crash.destroy",
           .summary = "Crashed/Panicked and Stopped/Crashed, shut off (crashed), and the hypervisor has ended",
           .needs = {.hyperv = TRUE},
           .run = destroy,
           .domain = DOMAIN(.panic = ALONE, .on_crash = "destroy", .persistent = TRUE)},
          {.name = "libvirt/hyperv/preserve",
           .clause = "libvirt.on-crash.preserve",
           .summary = "Crashed/Panicked only, crashed (panicked) in the same process, and no core",
           .needs = {.hyperv = TRUE, .cores = TRUE},
           .run = preserve,
           .domain = DOMAIN(.panic = ALONE, .on_crash = "preserve")},
          {.name = "libvirt/hyperv/resume",
           .clause = "libvirt.crashed.resume",
           .summary = "a guest that is resumed completes its wrmsr, and crashes again with other values",
           .needs = {.hyperv = TRUE, .log = TRUE},
           .run = preserve_and_resume,
           .domain = DOMAIN(.panic = ALONE, .on_crash = "preserve")},
          {.name = "libvirt/hyperv/coredump-restart",
           .clause = "libvirt.on-crash.coredump-restart",
           .summary = "a core is taken, then Resumed, running (crashed) in the same process, and the guest boots again",
           .needs = {.hyperv = TRUE, .cores = TRUE},
           .run = coredump_restart,
           .domain = DOMAIN(.panic = ALONE, .on_crash = "coredump-restart")},
          {.name = "libvirt/hyperv/log",
           .clause = "libvirt.log.hyperv",
           .summary = "the log has one line for the panic, with the five values as they were written",
           .needs = {.hyperv = TRUE, .log = TRUE},
           .run = log_line,
           .domain = DOMAIN(.panic = ALONE, .on_crash = "preserve")},
          {.name = "libvirt/hyperv/log-destroyed",
           .clause = "libvirt.log.hyperv",
           .summary = "the log of a domain that its crash destroyed has that line, too",
           .needs = {.hyperv = TRUE, .log = TRUE},
           .run = log_destroyed,
           .domain = DOMAIN(.panic = ALONE, .on_crash = "destroy")},
          {.name = "libvirt/hyperv/beside-isa/destroy",
           .clause = "libvirt.on-crash.destroy",
           .summary = "with an ISA panic device as well: the same as hyperv/destroy",
           .needs = {.hyperv = TRUE},
           .run = destroy,
           .domain = DOMAIN(.panic = BESIDE, .on_crash = "destroy", .persistent = TRUE)},
          {.name = "libvirt/hyperv/beside-isa/preserve",
           .clause = "libvirt.on-crash.preserve",
           .summary = "with an ISA panic device as well: the same as hyperv/preserve",
           .needs = {.hyperv = TRUE, .cores = TRUE},
           .run = preserve,
           .domain = DOMAIN(.panic = BESIDE, .on_crash = "preserve")},
          {.name = "libvirt/hyperv/beside-isa/coredump-restart",
           .clause = "libvirt.on-crash.coredump-restart",
           .summary = "with an ISA panic device as well: the same as hyperv/coredump-restart",
           .needs = {.hyperv = TRUE, .cores = TRUE},
           .run = coredump_restart,
           .domain = DOMAIN(.panic = BESIDE, .on_crash = "coredump-restart")},
          {.name = "libvirt/hyperv/beside-isa/through-isa",
           .clause = "libvirt.model.several",
           .summary = "with an ISA panic device as well, a panic through its port crashes the domain, and has no line "
                      "in the log",
           .needs = {.hyperv = TRUE, .log = TRUE},
           .run = isa_beside,
           .domain = DOMAIN(.panic = BESIDE, .on_crash = "preserve")},
          {.name = "libvirt/hyperv/beside-isa/one-after-the-other",
           .clause = "libvirt.model.several",
           .summary = "a guest that reports through the port, is resumed and reports through the registers has crashed "
                      "twice",
           .needs = {.hyperv = TRUE, .log = TRUE},
           .run = one_after_the_other,
           .domain = DOMAIN(.panic = BESIDE, .on_crash = "preserve")})
