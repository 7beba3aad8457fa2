/* SPDX-License-Identifier: BSD-2-Clause */
/* Every value that a byte can have, several bits at once, several writes in a row. All under panic=none, so that the guest
 * can go on. */
#include "check.h"
#include "values.h"

static void expect_value(Tck *t, guint value, guint64 advertised) {
        const char *event = value_event(value, advertised);

        if (event) {
                tck_write_port(t, value);
                tck_expect_event(t, event, "action=run");
        } else {
                tck_start_write_port(t, value);
                tck_expect_no_event_of(t, value);
        }
}

/* A quarter of the values, those from 64 times the argument on. SHUTDOWN alone ends the guest, and is another case's. An event
 * too many is there when none is due, a few values later, or at the end. */
static void every_value(Tck *t) {
        guint64 advertised = tck_read_port(t);
        guint first = (guint) tck_argument(t) * 64;

        for (guint value = first; value < first + 64 && !tck_over(t); value++)
                if (!value_ends(value, advertised))
                        expect_value(t, value, advertised);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
}

static void combination(Tck *t) {
        expect_value(t, (guint) tck_argument(t), tck_read_port(t));
        tck_expect_no_event(t);
}

static void in_a_row(Tck *t) {
        guint count = (guint) tck_argument(t);

        tck_do(t, "out 1 %#x %#x %u", PVPANIC_PORT, PVPANIC_PANICKED, count);
        for (guint i = 0; i < count; i++)
                tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_no_event(t);
}

#define VALUES(name_, argument_, summary_)                                                                          \
        {                                                                                                           \
                .name = "isa/values/" name_, .clause = "isa.write.values", .summary = summary_, .run = every_value, \
                .vm = {.panic = "none"}, .argument = argument_                                                      \
        }

#define COMBINATION(name_, argument_, summary_)                                                           \
        {                                                                                                 \
                .name = "isa/combination/" name_, .clause = "isa.write.combination", .summary = summary_, \
                .run = combination, .vm = {.panic = "none"}, .argument = argument_                        \
        }

#define ROW(name_, argument_)                                                                                        \
        {                                                                                                            \
                .name = "isa/row/" name_, .clause = "isa.write.row",                                                 \
                .summary = name_ " writes in a row report as many panics", .run = in_a_row, .vm = {.panic = "none"}, \
                .argument = argument_                                                                                \
        }

TCK_CASES(VALUES("0x00-0x3f", 0, "each of these values reports what its bits ask for, and nothing else"),
          VALUES("0x40-0x7f", 1, "each of these values reports what its bits ask for, and nothing else"),
          VALUES("0x80-0xbf", 2, "each of these values reports what its bits ask for, and nothing else"),
          VALUES("0xc0-0xff", 3, "each of these values reports what its bits ask for, and nothing else"),
          COMBINATION("panicked-and-crash-loaded", 3, "PANICKED outweighs CRASH_LOADED"),
          COMBINATION("panicked-and-shutdown", 5, "PANICKED outweighs SHUTDOWN"),
          COMBINATION("crash-loaded-and-shutdown", 6, "CRASH_LOADED outweighs SHUTDOWN"),
          COMBINATION("all-known", 7, "PANICKED outweighs all others"),
          COMBINATION("all-ones", 0xff, "PANICKED outweighs all others, undefined ones too"), ROW("2", 2),
          ROW("10", 10), ROW("100", 100))
