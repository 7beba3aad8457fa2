/* SPDX-License-Identifier: BSD-2-Clause */
/* The panic model pseries: a guest has crashed that calls ibm,os-term, a service of its firmware. */
#include "usual_model.h"

/* A message that nothing else has, and what is in the domain's log of it. */
#define MESSAGE "pseries-has-crashed"
#define TOLD "OS terminated: " MESSAGE

static void crash(Tck *t) {
        tck_dom_start(t);
        tck_start(t, "os-term " MESSAGE);
        tck_dom_expect_crashed(t);
}

/* The monitor's event has no information of which libvirt could write a line. */
static void log_line(Tck *t) {
        crash(t);
        tck_expect_number(t, "the lines with the message in the log", tck_dom_count_log(t, TOLD), 1);
        tck_expect_number(t, "the lines of a panic in the log", tck_dom_count_log(t, ": panic "), 0);
}

static void log_destroyed(Tck *t) {
        crash(t);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
        tck_dom_expect_log(t, TOLD);
        tck_dom_expect_log(t, "shutting down, reason=crashed");
}

static void raw(Tck *t) {
        crash(t);
        tck_dom_expect_monitor_event(t, "GUEST_PANICKED", "info", NULL);
}

/* ibm,os-term returns once the domain is resumed. */
static void resumed(Tck *t) {
        crash(t);
        tck_dom_resume(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED);
        tck_dom_panic(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void booted_by_slof(Tck *t) {
        crash(t);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void unsupported(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_CONFIG_UNSUPPORTED);
}

#define PSERIES_CASE(name_, clause_, summary_, run_, needs_, ...)                                          \
        {                                                                                                  \
                .name = "libvirt/model/pseries/" name_, .clause = "libvirt." clause_, .summary = summary_, \
                .any_channel = TRUE, .run = run_, .needs = {.arch = "ppc64", .log = needs_},               \
                .domain = TCK_DOMAIN(__VA_ARGS__)                                                          \
        }

TCK_CASES(USUAL_MODEL_CASES("ppc64", "pseries"),
          PSERIES_CASE("log", "log.os-term", "the message of ibm,os-term is in the domain's log, once", log_line, TRUE,
                       .panic = TCK_USUAL_PANIC, .on_crash = "preserve"),
          PSERIES_CASE("log-destroyed", "log.os-term", "it is there before the domain is destroyed", log_destroyed,
                       TRUE, .panic = TCK_USUAL_PANIC, .on_crash = "destroy", .persistent = TRUE),
          PSERIES_CASE("raw", "raw.panicked", "the monitor's GUEST_PANICKED has no information for ibm,os-term", raw,
                       FALSE, .panic = TCK_USUAL_PANIC, .on_crash = "preserve"),
          PSERIES_CASE("resume-and-panic-again", "crashed.resume",
                       "ibm,os-term returns once the crashed domain is resumed, and the guest can panic again", resumed,
                       FALSE, .panic = TCK_USUAL_PANIC, .on_crash = "preserve"),
          PSERIES_CASE("booted-by-slof", "model.always",
                       "a panic crashes a domain that SLOF has booted, as without further arguments", booted_by_slof,
                       FALSE, .on_crash = "preserve", .own_firmware = TRUE),
          PSERIES_CASE("s390-is-refused", "model.foreign", "model s390 is refused for guests of ppc64", unsupported,
                       FALSE, .panic = {{.model = "s390"}}, .persistent = TRUE),
          PSERIES_CASE("hyperv-is-refused", "model.foreign", "model hyperv is refused for guests of ppc64", unsupported,
                       FALSE, .panic = {{.model = "hyperv"}}, .persistent = TRUE))
