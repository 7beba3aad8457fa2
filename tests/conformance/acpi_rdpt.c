/* SPDX-License-Identifier: BSD-2-Clause */
/* RDPT, the method that reads the port. */
#include "acpi.h"
#include "pvpanic.h"
#include "values.h"

static void takes_nothing(Tck *t) {
        g_autofree char *device = acpi_device(t);

        tck_expect_number(t, "arguments of " PVPANIC_ACPI_READ, tck_ask(t, "acpi-method %s." PVPANIC_ACPI_READ, device),
                          0);
}

static void returns_a_byte(Tck *t) {
        g_autofree char *device = acpi_device(t);
        guint64 bits = acpi_read(t, device);

        if (!tck_over(t) && bits > 0xff)
                tck_fail(t, "a byte", "%#" G_GINT64_MODIFIER "x", bits);
}

static void as_the_port(Tck *t) {
        g_autofree char *device = acpi_device(t);
        guint bits = values_advertised(t);

        tck_expect_number(t, "the value that the port reads,", acpi_read(t, device), bits);
}

static void stable(Tck *t) {
        g_autofree char *device = acpi_device(t);
        guint bits = values_advertised(t);

        for (int i = 0; i < 50 && !tck_over(t); i++)
                tck_expect_number(t, "the same bits at each call,", acpi_read(t, device), bits);
}

static void no_effect(Tck *t) {
        g_autofree char *device = acpi_device(t);

        acpi_read(t, device);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

static void follows_events(Tck *t) {
        g_autofree char *device = acpi_device(t);

        tck_expect_number(t, "the bits of events=", acpi_read(t, device),
                          g_ascii_strtoull(tck_spec(t)->events, NULL, 0));
        tck_expect_no_event(t);
}

#define EVENTS(n)                                                                              \
        {                                                                                      \
                .name = "acpi/rdpt/events-" n, .clause = "acpi.rdpt", .needs = {.acpi = TRUE}, \
                .summary = "with events=" n " RDPT returns " n, .run = follows_events,         \
                .vm = {.events = n,                                                            \
                       .panic = "none",                                                        \
                       .no_shutdown = TRUE }                                                   \
        }

TCK_CASES({.name = "acpi/rdpt/takes-nothing",
           .clause = "acpi.rdpt",
           .needs = {.acpi = TRUE},
           .summary = "RDPT is a method without arguments",
           .run = takes_nothing},
          {.name = "acpi/rdpt/returns-a-byte",
           .clause = "acpi.rdpt",
           .needs = {.acpi = TRUE},
           .summary = "RDPT returns an integer that fits in a byte",
           .run = returns_a_byte},
          {.name = "acpi/rdpt/as-the-port",
           .clause = "acpi.rdpt",
           .needs = {.acpi = TRUE},
           .summary = "RDPT returns what the port reads",
           .run = as_the_port},
          {.name = "acpi/rdpt/stable",
           .clause = "acpi.rdpt.stable",
           .needs = {.acpi = TRUE},
           .summary = "fifty calls return the same",
           .run = stable},
          {.name = "acpi/rdpt/no-effect",
           .clause = "acpi.rdpt.stable",
           .needs = {.acpi = TRUE},
           .summary = "RDPT reports nothing and leaves the guest running",
           .run = no_effect},
          EVENTS("0"), EVENTS("1"), EVENTS("2"), EVENTS("3"), EVENTS("4"), EVENTS("5"), EVENTS("6"), EVENTS("7"),
          {.name = "acpi/ioport/rdpt-as-the-port",
           .clause = "acpi.ioport",
           .needs = {.acpi = TRUE},
           .summary = "RDPT reads the port that ioport= names",
           .run = as_the_port,
           .vm = {.ioport = "0x5a5"}})
