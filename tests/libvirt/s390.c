/* SPDX-License-Identifier: BSD-2-Clause */
/* The panic model s390: a guest whose CPUs wait with interruptions disabled has crashed. */
#include "check_psw.h"
#include "usual_model.h"

/* A mask and an address that nothing else has, and their line in the domain's log. */
#define MASK (TCK_PSW_DISABLED_WAIT | TCK_PSW_BIT(18))
#define ADDRESS G_GUINT64_CONSTANT(0x123456789abcde)
#define TOLD                                                                                \
        "panic s390: core='0' psw-mask='0x0002200180000000' psw-addr='0x00123456789abcde' " \
        "reason='disabled-wait'"
#define ANY ": panic "

static void crash(Tck *t) {
        tck_dom_start(t);
        tck_start_psw(t, MASK, ADDRESS);
        tck_dom_expect_crashed(t);
}

static void log_line(Tck *t) {
        crash(t);
        tck_dom_expect_log(t, TOLD);
        tck_expect_number(t, "the lines of a panic in the log", tck_dom_count_log(t, ANY), 1);
}

/* libvirt has to write the line before it ends the hypervisor. */
static void log_destroyed(Tck *t) {
        crash(t);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
        tck_dom_expect_log(t, TOLD);
        tck_dom_expect_log(t, "shutting down, reason=crashed");
}

#define S390_CASE(name_, summary_, run_, on_crash_)                                                       \
        {                                                                                                 \
                .name = "libvirt/model/s390/" name_, .clause = "libvirt.log.s390", .summary = summary_,   \
                .any_channel = TRUE, .run = run_, .needs = {.arch = "s390x", .log = TRUE},                \
                .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = on_crash_, .persistent = TRUE) \
        }

TCK_CASES(USUAL_MODEL_CASES("s390x", "s390"),
          S390_CASE("log", "the CPU, the PSW and the reason of a disabled wait are in the domain's log", log_line,
                    "preserve"),
          S390_CASE("log-destroyed", "they are there before the domain is destroyed", log_destroyed, "destroy"))
