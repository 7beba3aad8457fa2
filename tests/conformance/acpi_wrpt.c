/* SPDX-License-Identifier: BSD-2-Clause */
/* WRPT, the method that writes the port: it has the same effect as a write to the port. */
#include "acpi.h"
#include "pvpanic.h"
#include "reset.h"
#include "values.h"

static void takes_one(Tck *t) {
        g_autofree char *device = acpi_device(t);

        tck_expect_number(t, "arguments of " PVPANIC_ACPI_WRITE,
                          tck_ask(t, "acpi-method %s." PVPANIC_ACPI_WRITE, device), 1);
}

static void expect_ignored(Tck *t, const char *device, guint value) {
        acpi_write(t, device, value);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
}

static void zero(Tck *t) {
        g_autofree char *device = acpi_device(t);

        expect_ignored(t, device, 0);
}

static void undefined_bits(Tck *t) {
        g_autofree char *device = acpi_device(t);

        for (guint bit = 0x80; bit & ~(guint) PVPANIC_KNOWN_BITS; bit >>= 1)
                expect_ignored(t, device, bit);
        expect_ignored(t, device, 0xff & ~(guint) PVPANIC_KNOWN_BITS);
}

static void panic(Tck *t, const char *device) {
        acpi_start_write(t, device, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
}

static void go_on(Tck *t) {
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        acpi_expect_written(t);
        tck_expect_no_event(t);
}

static void panicked_pauses(Tck *t) {
        g_autofree char *device = acpi_device(t);

        panic(t, device);
        go_on(t);
}

static void panics_again(Tck *t) {
        g_autofree char *device = acpi_device(t);

        for (int i = 0; i < 3; i++) {
                panic(t, device);
                go_on(t);
        }
}

static void panicked_runs_on(Tck *t) {
        g_autofree char *device = acpi_device(t);

        acpi_write(t, device, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_no_event(t);
}

static void panicked_ends(Tck *t) {
        g_autofree char *device = acpi_device(t);

        tck_may_end(t);
        acpi_start_write(t, device, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=poweroff");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-panic");
        tck_expect_exit(t, (int) tck_argument(t));
}

static void crash_loaded(Tck *t) {
        g_autofree char *device = acpi_device(t);

        values_advertised(t);
        acpi_write(t, device, PVPANIC_CRASH_LOADED);
        tck_expect_event(t, "GUEST_CRASHLOADED", "action=run");
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

static void shutdown(Tck *t) {
        g_autofree char *device = acpi_device(t);

        values_advertised(t);
        tck_may_end(t);
        acpi_start_write(t, device, PVPANIC_SHUTDOWN);
        tck_expect_event(t, "GUEST_PVSHUTDOWN", "");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-shutdown");
        tck_expect_exit(t, 0);
}

static void start_method(Tck *t, gconstpointer device, guint value) {
        acpi_start_write(t, device, value);
}

/* Tries the values with that number of advertised bits. */
static void try_values(Tck *t, guint bits_min, guint bits_max) {
        g_autofree char *device = acpi_device(t);
        ValuesWay way = {.start = start_method, .written = acpi_expect_nothing, .data = device};
        guint advertised = values_advertised(t);
        Values values = values_between(0, 0xff, advertised, bits_min, bits_max);

        values_try(t, &values, advertised, &way, "the effect of each value's bits, and nothing else");
        tck_expect_status(t, "running");
}

static void every_value(Tck *t) {
        try_values(t, 0, 1);
}

static void combinations(Tck *t) {
        try_values(t, 2, 3);
}

/* WRPT writes a byte: the higher bytes of its argument are ignored. */
static void byte_of_an_integer(Tck *t) {
        g_autofree char *device = acpi_device(t);

        expect_ignored(t, device, 0x100);
        acpi_write(t, device, 0xff00 | PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_no_event(t);
}

static void after_reset_by_the_guest(Tck *t) {
        g_autofree char *device = NULL;

        tck_order(t, "reset");
        expect_reset_by_guest(t);
        device = acpi_device(t);
        panic(t, device);
        go_on(t);
}

static void after_reset_by_the_host(Tck *t) {
        g_autofree char *before = acpi_device(t), *after = NULL;

        panic(t, before);
        reset_from_outside(t);
        tck_drop_events(t, "RESET");
        after = acpi_device(t);
        panic(t, after);
        go_on(t);
}

TCK_CASES({.name = "acpi/wrpt/takes-one",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "WRPT is a method with one argument",
           .run = takes_one},
          {.name = "acpi/wrpt/zero-is-ignored",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "WRPT(0) returns nothing and reports nothing",
           .run = zero},
          {.name = "acpi/wrpt/undefined-bits-are-ignored",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "WRPT of undefined bits reports nothing",
           .run = undefined_bits},
          {.name = "acpi/wrpt/panicked-pauses",
           .mandatory = TRUE,
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "WRPT(PANICKED) is a panic: the guest is stopped within it, and can be continued",
           .run = panicked_pauses},
          {.name = "acpi/wrpt/panicked-again",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "WRPT(PANICKED) is a panic each time",
           .run = panics_again},
          {.name = "acpi/wrpt/panicked-runs-on",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "under panic=none WRPT(PANICKED) is reported and returns",
           .run = panicked_runs_on,
           .vm = {.panic = "none"}},
          {.name = "acpi/wrpt/panicked-shuts-down",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "under panic=shutdown WRPT(PANICKED) ends with status 0",
           .run = panicked_ends,
           .vm = {.panic = "shutdown"},
           .ends = TRUE},
          {.name = "acpi/wrpt/panicked-exits-with-failure",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "under panic=exit-failure WRPT(PANICKED) ends with status 1",
           .run = panicked_ends,
           .vm = {.panic = "exit-failure"},
           .argument = 1,
           .ends = TRUE},
          {.name = "acpi/wrpt/crash-loaded-runs-on",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE, .bits = PVPANIC_CRASH_LOADED},
           .summary = "WRPT(CRASH_LOADED) is reported and the guest goes on",
           .run = crash_loaded},
          {.name = "acpi/wrpt/shutdown-ends",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE, .bits = PVPANIC_SHUTDOWN},
           .summary = "WRPT(SHUTDOWN), where advertised, is reported and shuts the guest down",
           .run = shutdown,
           .ends = TRUE},
          {.name = "acpi/wrpt/every-value",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "WRPT of every byte with one recognized bit or none reports that bit, and nothing else",
           .run = every_value,
           .vm = {.panic = "none", .no_shutdown = TRUE}},
          {.name = "acpi/wrpt/combinations",
           .clause = "acpi.wrpt.combination",
           .needs = {.acpi = TRUE, .bits = PVPANIC_CRASH_LOADED},
           .summary = "WRPT of every byte with several recognized bits reports the one that takes precedence",
           .run = combinations,
           .vm = {.panic = "none", .no_shutdown = TRUE}},
          {.name = "acpi/wrpt/byte-of-an-integer",
           .clause = "acpi.wrpt.byte",
           .needs = {.acpi = TRUE},
           .summary = "WRPT writes the lowest byte of a greater integer",
           .run = byte_of_an_integer,
           .vm = {.panic = "none"}},
          {.name = "acpi/wrpt/after-reset-by-the-guest",
           .clause = "acpi.lasting",
           .needs = {.acpi = TRUE},
           .summary = "after a reset by the guest WRPT(PANICKED) is a panic",
           .run = after_reset_by_the_guest},
          {.name = "acpi/wrpt/after-reset-by-the-host",
           .clause = "acpi.lasting",
           .needs = {.acpi = TRUE},
           .summary = "after a panic by WRPT and a reset by the host, WRPT can panic again",
           .run = after_reset_by_the_host},
          {.name = "acpi/wrpt/with-pci",
           .clause = "acpi.wrpt",
           .needs = {.acpi = TRUE},
           .summary = "with a PCI device as well, WRPT(PANICKED) is one panic",
           .run = panicked_pauses,
           .vm = {.devices = {"isa", "pci"}}},
          {.name = "acpi/ioport/wrpt-panics",
           .clause = "acpi.ioport",
           .needs = {.acpi = TRUE},
           .summary = "WRPT writes the port that ioport= names",
           .run = panicked_pauses,
           .vm = {.ioport = "0x5a5"}})
