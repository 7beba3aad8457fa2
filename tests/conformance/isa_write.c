/* SPDX-License-Identifier: BSD-2-Clause */
/* The effect of each bit that a guest writes to the ISA device's port. */
#include "pvpanic.h"
#include "values.h"

static void panicked(Tck *t) {
        tck_start_write_port(t, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
        tck_expect_no_event(t);
}

static void crash_loaded(Tck *t) {
        values_advertised(t);
        tck_write_port(t, PVPANIC_CRASH_LOADED);
        tck_expect_event(t, "GUEST_CRASHLOADED", "action=run");
        tck_expect_status(t, "running");
}

static void shutdown(Tck *t) {
        values_advertised(t);
        tck_may_end(t);
        tck_start_write_port(t, PVPANIC_SHUTDOWN);
        tck_expect_event(t, "GUEST_PVSHUTDOWN", "");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-shutdown");
        tck_expect_exit(t, 0);
}

static void zero(Tck *t) {
        tck_write_port(t, 0);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
}

/* Each bit that the device does not advertise, whether the specification defines it or not, and all of them at once. */
static void unrecognized_bits(Tck *t) {
        guint advertised = values_advertised(t);
        Values values = values_unadvertised(0xff, advertised);

        values.has[~advertised & 0xff] = TRUE;
        values_try(t, &values, advertised, &values_by_port, "no event of bits that are not advertised");
        tck_expect_status(t, "running");
}

TCK_CASES({.name = "isa/write/panicked-is-reported",
           .mandatory = TRUE,
           .clause = "isa.write.panicked",
           .summary = "PANICKED is reported once, with the action",
           .run = panicked},
          {.name = "isa/write/crash-loaded-runs-on",
           .clause = "isa.write.crash-loaded",
           .summary = "CRASH_LOADED is reported and the guest goes on",
           .run = crash_loaded,
           .needs = {.bits = PVPANIC_CRASH_LOADED}},
          {.name = "isa/write/shutdown-ends",
           .clause = "isa.write.shutdown",
           .summary = "SHUTDOWN, where advertised, is reported and shuts the guest down",
           .run = shutdown,
           .needs = {.bits = PVPANIC_SHUTDOWN},
           .ends = TRUE},
          {.name = "isa/write/zero-is-ignored",
           .clause = "isa.write.unrecognized",
           .summary = "0 reports nothing",
           .run = zero},
          {.name = "isa/write/unrecognized-bits-are-ignored",
           .clause = "isa.write.unrecognized",
           .summary = "bits that the device does not advertise report nothing",
           .run = unrecognized_bits})
