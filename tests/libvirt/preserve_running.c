/* SPDX-License-Identifier: BSD-2-Clause */
/* on_crash preserve-running, since libvirt 12.6: a guest that handles its own crash runs on. */
#include "check_libvirt.h"
#include "pvpanic.h"

#define SINCE "12.6"
#define RUNNING TCK_DOMAIN(.panic = {{.model = "isa"}}, .on_crash = "preserve-running")

/* The guest panics and goes on; the domain is not suspended in between. */
static void panic(Tck *t) {
        tck_write_port(t, PVPANIC_PANICKED);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_PANICKED);
}

static void expect_running(Tck *t) {
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_CRASHED);
}

static void events(Tck *t) {
        tck_dom_start(t);
        panic(t);
        expect_running(t);
}

static void goes_on(Tck *t) {
        tck_dom_start(t);
        panic(t);
        tck_do(t, "ping");
        tck_dom_expect_same_process(t);
        expect_running(t);
}

static void no_core(Tck *t) {
        tck_dom_start(t);
        panic(t);
        expect_running(t);
        tck_dom_expect_no_core(t);
}

static void again(Tck *t) {
        tck_dom_start(t);
        for (guint i = 0; i < 3; i++)
                panic(t);
        expect_running(t);
}

/* A guest that has saved its memory resets, as Windows does, and can panic again. */
static void resets(Tck *t) {
        tck_dom_start(t);
        panic(t);
        tck_order(t, "reset");
        tck_expect_hello(t);
        panic(t);
        expect_running(t);
}

static void raw(Tck *t) {
        tck_dom_start(t);
        panic(t);
        tck_dom_expect_monitor_event(t, "GUEST_PANICKED", "action", "run");
        expect_running(t);
}

static void virsh(Tck *t) {
        tck_dom_start(t);
        panic(t);
        tck_dom_expect_virsh(t, "domstate", "--reason", "running (crashed)");
}

/* The hypervisor's new process has to be configured in the same way. */
static void restored(Tck *t) {
        g_autofree char *path = tck_dom_file(t, "saved");

        tck_dom_start(t);
        tck_dom_call(t, "the domain to be saved", virDomainSave(tck_dom_get(t), path));
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SAVED);
        tck_dom_call(t, "the domain to be restored", virDomainRestore(tck_dom_connection(t), path));
        tck_dom_expect_restored(t);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_RESTORED);
        tck_dom_drop_events(t, VIR_DOMAIN_EVENT_RESUMED);
        panic(t);
        expect_running(t);
}

static void refused(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_XML_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

#define CASE(name_, summary_, run_, domain_, ...)                                                                  \
        {                                                                                                          \
                .name = "libvirt/on-crash/preserve-running/" name_, .clause = "libvirt.on-crash.preserve-running", \
                .summary = summary_, .run = run_, .domain = domain_, .needs = {                                    \
                        .since = SINCE,                                                                            \
                        __VA_ARGS__                                                                                \
                }                                                                                                  \
        }

TCK_CASES(CASE("events", "Crashed/Panicked only, running (crashed)", events, RUNNING),
          CASE("goes-on", "the guest goes on after its write, in the same process", goes_on, RUNNING),
          CASE("no-core", "no core is taken", no_core, RUNNING, .cores = TRUE),
          CASE("three-times", "each further panic of the guest is reported, and it goes on each time", again, RUNNING),
          CASE("resets", "a guest that resets after its panic boots again, and can panic again", resets, RUNNING),
          CASE("virsh", "virsh domstate --reason says running (crashed)", virsh,
               TCK_DOMAIN(.panic = {{.model = "isa"}}, .on_crash = "preserve-running", .daemon = TRUE), .virsh = TRUE),
          CASE("restored", "a domain that was saved and restored goes on after a panic, too", restored,
               TCK_DOMAIN(.panic = {{.model = "isa"}}, .on_crash = "preserve-running", .persistent = TRUE,
                          .saves = TRUE)),
          {.name = "libvirt/on-crash/preserve-running/raw-event",
           .clause = "libvirt.on-crash.preserve-running.action",
           .summary = "the monitor's GUEST_PANICKED has the action run",
           .run = raw,
           .needs = {.since = SINCE},
           .domain = RUNNING},
          {.name = "libvirt/on-crash/preserve-running/refused-if-unknown",
           .clause = "libvirt.on-crash.unknown",
           .summary = "a libvirt that does not have preserve-running refuses it",
           .run = refused,
           .needs = {.before = SINCE},
           .domain = TCK_DOMAIN(.panic = {{.model = "isa"}}, .on_crash = "preserve-running", .persistent = TRUE)})
