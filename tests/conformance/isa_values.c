/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every value of a byte, several bits at once, and several writes in a row; all under panic=none, so that the guest can
 * go on.
 */
#include "pvpanic.h"
#include "values.h"

/* Tries the values in the range with that number of advertised bits. */
static void try_values(Tck *t, guint first, guint last, guint bits_min, guint bits_max) {
        guint advertised = values_advertised(t);
        Values values = values_between(first, last, advertised, bits_min, bits_max);

        values_try(t, &values, advertised, &values_by_port, "the effect of each value's bits, and nothing else");
        tck_expect_status(t, "running");
}

/* A quarter of the values, starting at 64 times the argument. The specification defines the effect of one recognized bit;
 * other cases test combinations, and SHUTDOWN, which ends the guest. */
static void single_bits(Tck *t) {
        guint first = (guint) tck_argument(t) * 64;

        try_values(t, first, first + 63, 0, 1);
}

static void combination(Tck *t) {
        guint value = (guint) tck_argument(t);

        try_values(t, value, value, 0, 3);
}

static void every_combination(Tck *t) {
        try_values(t, 0, 0xff, 2, 3);
}

static void in_a_row(Tck *t) {
        guint count = (guint) tck_argument(t);

        tck_do(t, "out 1 %#x %#x %u", tck_port(t), PVPANIC_PANICKED, count);
        for (guint i = 0; i < count; i++)
                tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_no_event(t);
}

#define VALUES(name_, argument_, summary_)                                                                          \
        {                                                                                                           \
                .name = "isa/values/" name_, .clause = "isa.write.values", .summary = summary_, .run = single_bits, \
                .vm = {.panic = "none", .no_shutdown = TRUE}, .argument = argument_                                 \
        }

#define COMBINATION(name_, argument_, summary_)                                                           \
        {                                                                                                 \
                .name = "isa/combination/" name_, .clause = "isa.write.combination", .summary = summary_, \
                .run = combination, .vm = {.panic = "none", .no_shutdown = TRUE}, .argument = argument_   \
        }

#define ROW(name_, argument_)                                                                                        \
        {                                                                                                            \
                .name = "isa/row/" name_, .clause = "isa.write.row",                                                 \
                .summary = name_ " writes in a row report as many panics", .run = in_a_row, .vm = {.panic = "none"}, \
                .argument = argument_                                                                                \
        }

TCK_CASES(VALUES("0x00-0x3f", 0, "each of these values has the effect of its bits, and nothing else"),
          VALUES("0x40-0x7f", 1, "each of these values has the effect of its bits, and nothing else"),
          VALUES("0x80-0xbf", 2, "each of these values has the effect of its bits, and nothing else"),
          VALUES("0xc0-0xff", 3, "each of these values has the effect of its bits, and nothing else"),
          COMBINATION("panicked-and-crash-loaded", 3, "PANICKED takes precedence over CRASH_LOADED"),
          COMBINATION("panicked-and-shutdown", 5, "PANICKED takes precedence over SHUTDOWN"),
          COMBINATION("crash-loaded-and-shutdown", 6, "CRASH_LOADED takes precedence over SHUTDOWN"),
          COMBINATION("all-known", 7, "PANICKED takes precedence over all others"),
          COMBINATION("all-ones", 0xff, "PANICKED takes precedence over all others, including undefined ones"),
          {.name = "isa/combination/every-value",
           .clause = "isa.write.combination",
           .summary = "each value with several recognized bits reports the one that takes precedence",
           .run = every_combination,
           .needs = {.bits = PVPANIC_CRASH_LOADED},
           .vm = {.panic = "none", .no_shutdown = TRUE}},
          ROW("2", 2), ROW("10", 10), ROW("100", 100))
