/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be done with a domain that is crashed (panicked), under on_crash preserve. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_libvirt.h"

#define PRESERVED_USUAL TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "preserve")
#define PRESERVED TCK_DOMAIN(.panic = {{.model = "isa"}}, .on_crash = "preserve")
#define PRESERVED_PERSISTENT TCK_DOMAIN(.panic = TCK_USUAL_PANIC, .on_crash = "preserve", .persistent = TRUE)
#define SAVED TCK_DOMAIN(.panic = {{.model = "isa"}}, .on_crash = "preserve", .persistent = TRUE, .saves = TRUE)

static void crash(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

/* The guest is stopped in the middle of its write. */
static void resume(Tck *t) {
        crash(t);
        tck_dom_resume(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED);
}

static void resume_and_panic(Tck *t) {
        resume(t);
        tck_dom_panic(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void reset(Tck *t) {
        crash(t);
        tck_dom_call(t, "the domain to be reset", virDomainReset(tck_dom_get(t), 0));
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_CRASHED);
}

static void reset_and_resume(Tck *t) {
        reset(t);
        tck_dom_call(t, "the domain to resume", virDomainResume(tck_dom_get(t)));
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_expect_hello(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED);
}

static void destroy(Tck *t) {
        crash(t);
        tck_dom_call(t, "the domain to be destroyed", virDomainDestroy(tck_dom_get(t)));
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_DESTROYED);
        tck_dom_expect_gone(t);
}

static void nmi(Tck *t) {
        crash(t);
        tck_dom_call(t, "an NMI", virDomainInjectNMI(tck_dom_get(t), 0));
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

/* ---- memory ---- */

static void dump(Tck *t) {
        g_autofree char *path = NULL;

        crash(t);
        path = tck_dom_file(t, "core");
        tck_dom_call(t, "a core",
                     virDomainCoreDumpWithFormat(tck_dom_get(t), path, VIR_DOMAIN_CORE_DUMP_FORMAT_RAW,
                                                 VIR_DUMP_MEMORY_ONLY));
        tck_dom_expect_good_core(t, path);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void peek(Tck *t) {
        guint64 address, value = 0;

        tck_dom_start(t);
        tck_do(t, "mark 0x7063696e61702121");
        address = tck_info(t, "marker");
        tck_dom_panic(t);
        tck_dom_call(t, "the guest's memory",
                     virDomainMemoryPeek(tck_dom_get(t), address, sizeof value, &value, VIR_MEMORY_PHYSICAL));
        tck_expect_number(t, "the marker", value, 0x7063696e61702121);
}

/* ---- saving ---- */

static void save_to(Tck *t, const char *path) {
        crash(t);
        tck_dom_call(t, "the domain to be saved", virDomainSave(tck_dom_get(t), path));
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SAVED);
        tck_dom_expect_gone(t);
}

static void save(Tck *t) {
        g_autofree char *path = tck_dom_file(t, "saved");

        save_to(t, path);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SAVED);
}

/* The guest is restored in the middle of its write, and completes it. */
static void expect_left_standing(Tck *t) {
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_RESTORED);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_RESTORED);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_PAUSED, TCK_ANY_REASON);
        tck_dom_resume(t);
}

static void restore(Tck *t) {
        g_autofree char *path = tck_dom_file(t, "saved");

        save_to(t, path);
        tck_dom_call(t, "the domain to be restored", virDomainRestore(tck_dom_connection(t), path));
        tck_dom_expect_restored(t);
        expect_left_standing(t);
}

static void managed_save(Tck *t) {
        crash(t);
        tck_dom_call(t, "the domain to be saved", virDomainManagedSave(tck_dom_get(t), 0));
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SAVED);
        tck_dom_expect_gone(t);
        tck_dom_call(t, "the domain to start", virDomainCreate(tck_dom_get(t)));
        tck_dom_expect_restored(t);
        expect_left_standing(t);
}

TCK_CASES({.name = "libvirt/crashed/resume",
           .clause = "libvirt.crashed.resume",
           .summary = "a crashed domain can be resumed: its guest goes on after its write",
           .run = resume,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/resume-and-panic-again",
           .clause = "libvirt.crashed.resume",
           .summary = "after a resume it can panic again, and is crashed again",
           .run = resume_and_panic,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/reset",
           .clause = "libvirt.crashed.reset",
           .summary = "a crashed domain that is reset is paused (crashed), without an event",
           .run = reset,
           .domain = PRESERVED_USUAL},
          {.name = "libvirt/crashed/reset-and-resume",
           .clause = "libvirt.crashed.reset",
           .summary = "a crashed domain that was reset boots once it is resumed",
           .run = reset_and_resume,
           .domain = PRESERVED_USUAL},
          {.name = "libvirt/crashed/destroy",
           .clause = "libvirt.crashed.destroy",
           .summary = "a crashed domain can be destroyed, and is shut off (destroyed)",
           .run = destroy,
           .domain = PRESERVED_PERSISTENT},
          {.name = "libvirt/crashed/nmi-changes-nothing",
           .clause = "libvirt.crashed.nmi",
           .summary = "an NMI can be injected into a crashed domain, and changes nothing",
           .run = nmi,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/core",
           .clause = "libvirt.crashed.core",
           .summary = "a core of a crashed domain can be dumped, and leaves it crashed",
           .run = dump,
           .domain = TCK_DOMAIN(.panic = {{.model = "isa"}}, .on_crash = "preserve", .saves = TRUE)},
          {.name = "libvirt/crashed/memory",
           .clause = "libvirt.crashed.memory",
           .summary = "the memory of a crashed domain can be read",
           .run = peek,
           .domain = PRESERVED},
          {.name = "libvirt/crashed/save",
           .clause = "libvirt.crashed.save",
           .summary = "a crashed domain can be saved",
           .run = save,
           .domain = SAVED},
          {.name = "libvirt/crashed/save-and-restore",
           .clause = "libvirt.crashed.restore",
           .summary = "after a save and a restore a crashed domain is paused, and goes on after its write when it is "
                      "resumed",
           .run = restore,
           .domain = SAVED},
          {.name = "libvirt/crashed/managed-save",
           .clause = "libvirt.crashed.restore",
           .summary = "after a managed save and a start a crashed domain is paused, and goes on after its write when "
                      "it is resumed",
           .run = managed_save,
           .domain = SAVED})
