/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be done with a domain that stands crashed (panicked), under on_crash preserve. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libvirt_check.h"

#define PRESERVED \
        { .panic = {{.model = "isa"}}, .on_crash = "preserve" }
#define PRESERVED_PERSISTENT \
        { .panic = {{.model = "isa"}}, .on_crash = "preserve", .persistent = TRUE }
#define SAVED \
        { .panic = {{.model = "isa"}}, .on_crash = "preserve", .persistent = TRUE, .saves = TRUE }

static void crash(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_expect_state(d, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

/* The guest stands in the middle of its write. */
static void resume(TckDom *d) {
        crash(d);
        tck_dom_call(d, "the domain to resume", virDomainResume(tck_dom_get(d)));
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_dom_expect_finished(d);
        tck_dom_expect_state(d, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED);
}

static void resume_and_panic(TckDom *d) {
        resume(d);
        tck_dom_panic(d);
        tck_dom_expect_state(d, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void reset(TckDom *d) {
        crash(d);
        tck_dom_call(d, "the domain to be reset", virDomainReset(tck_dom_get(d), 0));
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_CRASHED);
}

static void reset_and_resume(TckDom *d) {
        reset(d);
        tck_dom_call(d, "the domain to resume", virDomainResume(tck_dom_get(d)));
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_dom_expect_hello(d);
        tck_dom_expect_state(d, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED);
}

static void destroy(TckDom *d) {
        crash(d);
        tck_dom_call(d, "the domain to be destroyed", virDomainDestroy(tck_dom_get(d)));
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_DESTROYED);
        tck_dom_expect_gone(d);
}

static void nmi(TckDom *d) {
        crash(d);
        tck_dom_call(d, "an NMI", virDomainInjectNMI(tck_dom_get(d), 0));
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

/* ---- memory ---- */

static void dump(TckDom *d) {
        g_autofree char *path = NULL;

        crash(d);
        path = tck_dom_file(d, "core");
        tck_dom_call(d, "a core",
                     tck_dom_over(d)
                             ? 0
                             : virDomainCoreDumpWithFormat(tck_dom_get(d), path, VIR_DOMAIN_CORE_DUMP_FORMAT_RAW,
                                                           VIR_DUMP_MEMORY_ONLY));
        tck_dom_expect_good_core(d, path);
        tck_dom_expect_state(d, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void peek(TckDom *d) {
        guint64 address, value = 0;

        tck_dom_start(d);
        tck_dom_do(d, "mark 0x7063696e61702121");
        address = tck_dom_info(d, "marker");
        tck_dom_panic(d);
        tck_dom_call(d, "the guest's memory",
                     tck_dom_over(d)
                             ? 0
                             : virDomainMemoryPeek(tck_dom_get(d), address, sizeof value, &value, VIR_MEMORY_PHYSICAL));
        tck_dom_expect_number(d, "the marker", value, 0x7063696e61702121);
}

/* ---- saving ---- */

static void save_to(TckDom *d, const char *path) {
        crash(d);
        tck_dom_call(d, "the domain to be saved", tck_dom_over(d) ? 0 : virDomainSave(tck_dom_get(d), path));
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SAVED);
        tck_dom_expect_gone(d);
}

static void save(TckDom *d) {
        g_autofree char *path = tck_dom_file(d, "saved");

        save_to(d, path);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SAVED);
}

/* It comes back as it was left: standing in its write, from which it goes on. */
static void expect_left_standing(TckDom *d) {
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_RESTORED);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_RESTORED);
        tck_dom_expect_no_event(d);
        tck_dom_expect_state(d, VIR_DOMAIN_PAUSED, TCK_ANY_REASON);
        tck_dom_call(d, "the domain to resume", tck_dom_over(d) ? 0 : virDomainResume(tck_dom_get(d)));
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_dom_expect_finished(d);
}

static void restore(TckDom *d) {
        g_autofree char *path = tck_dom_file(d, "saved");

        save_to(d, path);
        tck_dom_call(d, "the domain to be restored",
                     tck_dom_over(d) ? 0 : virDomainRestore(tck_dom_connection(d), path));
        tck_dom_expect_restored(d);
        expect_left_standing(d);
}

static void managed_save(TckDom *d) {
        crash(d);
        tck_dom_call(d, "the domain to be saved", tck_dom_over(d) ? 0 : virDomainManagedSave(tck_dom_get(d), 0));
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SAVED);
        tck_dom_expect_gone(d);
        tck_dom_call(d, "the domain to start", tck_dom_over(d) ? 0 : virDomainCreate(tck_dom_get(d)));
        tck_dom_expect_restored(d);
        expect_left_standing(d);
}

TCK_CASES({.name = "libvirt/crashed/resume",
           .clause = "libvirt.crashed.resume",
           .summary = "a crashed domain resumes: its guest goes on behind its write",
           .run_domain = resume,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/resume-and-panic-again",
           .clause = "libvirt.crashed.resume",
           .summary = "resumed, it can panic again, and is crashed again",
           .run_domain = resume_and_panic,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/reset",
           .clause = "libvirt.crashed.reset",
           .summary = "a crashed domain that is reset is paused (crashed), without an event",
           .run_domain = reset,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/reset-and-resume",
           .clause = "libvirt.crashed.reset",
           .summary = "and boots anew once it is resumed",
           .run_domain = reset_and_resume,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/destroy",
           .clause = "libvirt.crashed.destroy",
           .summary = "a crashed domain can be destroyed, and is shut off (destroyed)",
           .run_domain = destroy,
           .domain = PRESERVED_PERSISTENT},
          {.name = "libvirt/crashed/nmi-changes-nothing",
           .clause = "libvirt.crashed.nmi",
           .summary = "an NMI for a crashed domain is taken and changes nothing",
           .run_domain = nmi,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/core",
           .clause = "libvirt.crashed.core",
           .summary = "a core of a crashed domain is to be had, and leaves it crashed",
           .run_domain = dump,
           .domain = {.panic = {{.model = "isa"}}, .on_crash = "preserve", .saves = TRUE}},
          {.name = "libvirt/crashed/memory",
           .clause = "libvirt.crashed.memory",
           .summary = "the memory of a crashed domain can be read",
           .run_domain = peek,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/save",
           .clause = "libvirt.crashed.save",
           .summary = "a crashed domain can be saved",
           .run_domain = save,
           .domain = SAVED},
          {.name = "libvirt/crashed/save-and-restore",
           .clause = "libvirt.crashed.restore",
           .summary = "saved and restored, it is paused, and goes on behind its write when it is resumed",
           .run_domain = restore,
           .domain = SAVED},
          {.name = "libvirt/crashed/managed-save",
           .clause = "libvirt.crashed.restore",
           .summary = "and likewise by a managed save and a start",
           .run_domain = managed_save,
           .domain = SAVED})
