/* SPDX-License-Identifier: BSD-2-Clause */
/* The bits that a device advertises: `events=` 0 to 7. */
#include "pvpanic.h"
#include "values.h"

static guint told(Tck *t) {
        return (guint) g_ascii_strtoull(tck_spec(t)->events, NULL, 0);
}

static void advertised(Tck *t) {
        tck_expect_number(t, "the bits of events=", tck_read_port(t), told(t));
}

static void unadvertised_are_ignored(Tck *t) {
        Values values = values_unadvertised(PVPANIC_KNOWN_BITS, told(t));

        values_try(t, &values, told(t), &values_by_port, "no event of bits that are not advertised");
}

/* CRASH_LOADED and PANICKED, where advertised, work as on a device that advertises all bits. */
static void advertised_act(Tck *t) {
        if (told(t) & PVPANIC_CRASH_LOADED) {
                tck_write_port(t, PVPANIC_CRASH_LOADED);
                tck_expect_event(t, "GUEST_CRASHLOADED", "action=run");
        }
        if (told(t) & PVPANIC_PANICKED) {
                tck_write_port(t, PVPANIC_PANICKED);
                tck_expect_event(t, "GUEST_PANICKED", "action=run");
        }
        tck_expect_no_event(t);
}

#define EVENTS(n)                                                                                       \
        {.name = "isa/events/" n "/advertised",                                                         \
         .clause = "isa.events",                                                                        \
         .summary = "with events=" n " a read returns " n,                                              \
         .run = advertised,                                                                             \
         .vm = {.events = n, .panic = "none", .no_shutdown = TRUE}},                                    \
        {                                                                                               \
                .name = "isa/events/" n "/advertised-act", .clause = "isa.events.act",                  \
                .summary = "with events=" n " the advertised bits are reported", .run = advertised_act, \
                .vm = {.events = n,                                                                     \
                       .panic = "none",                                                                 \
                       .no_shutdown = TRUE }                                                            \
        }

#define UNADVERTISED(n)                                                                                        \
        {                                                                                                      \
                .name = "isa/events/" n "/unadvertised-are-ignored", .clause = "isa.write.unrecognized",       \
                .summary = "with events=" n " the other bits report nothing", .run = unadvertised_are_ignored, \
                .vm = {.events = n,                                                                            \
                       .panic = "none",                                                                        \
                       .no_shutdown = TRUE }                                                                   \
        }

TCK_CASES(EVENTS("0"), EVENTS("1"), EVENTS("2"), EVENTS("3"), EVENTS("4"), EVENTS("5"), EVENTS("6"), EVENTS("7"),
          UNADVERTISED("0"), UNADVERTISED("1"), UNADVERTISED("2"), UNADVERTISED("3"), UNADVERTISED("4"),
          UNADVERTISED("5"), UNADVERTISED("6"))
