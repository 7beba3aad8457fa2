/* SPDX-License-Identifier: BSD-2-Clause */
/* What a guest writes to Hyper-V's crash registers, and what the host reports. */
#include "hyperv.h"
#include "reset.h"

static const TckHypervCrash zeroes, ones = {{G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64}};

/* ---- the registers ---- */

static void control_reads(Tck *t) {
        guint64 seen = tck_read_msr(t, 0, HYPERV_CRASH_CONTROL);

        tck_expect_number(t, "CrashNotify in the control register", seen & HYPERV_CRASH_NOTIFY, HYPERV_CRASH_NOTIFY);
        tck_expect_number(t, "reserved bits of the control register", seen & HYPERV_CRASH_RESERVED, 0);
        tck_expect_number(t, "the control register, read again,", tck_read_msr(t, 0, HYPERV_CRASH_CONTROL), seen);
        tck_expect_no_event(t);
}

/* The capabilities must not change, because Linux checks CrashMessage in them. */
static void control_after_writes(Tck *t) {
        guint64 seen = tck_read_msr(t, 0, HYPERV_CRASH_CONTROL);

        tck_write_msr(t, 0, HYPERV_CRASH_CONTROL, 0);
        tck_expect_number(t, "the control register after a write of 0", tck_read_msr(t, 0, HYPERV_CRASH_CONTROL), seen);
        crash(t, 0, &patterns);
        go_on(t);
        tck_expect_number(t, "the control register after a crash", tck_read_msr(t, 0, HYPERV_CRASH_CONTROL), seen);
}

static void parameters_are_kept(Tck *t) {
        const TckHypervCrash *const all[] = {&patterns, &zeroes, &ones, &others};

        for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
                tck_write_crash(t, 0, all[i]);
                tck_expect_crash(t, 0, all[i]);
        }
        tck_expect_no_event(t);
}

static void parameters_start_as_zero(Tck *t) {
        tck_expect_crash(t, 0, &zeroes);
}

/* ---- a notification ---- */

/* The crash is reported with the values, and the guest goes on. */
static void reports(Tck *t, const TckHypervCrash *values) {
        tck_start_crash(t, 0, values);
        tck_expect_crash_event(t, "pause", values);
        tck_expect_event(t, "STOP", "");
        go_on(t);
        tck_expect_no_event(t);
}

/* The crash is reported; the values are left to other cases. */
static void crashes(Tck *t, const TckHypervCrash *values) {
        crash(t, 0, values);
        go_on(t);
        tck_expect_no_event(t);
}

static void patterns_are_reported(Tck *t) {
        reports(t, &patterns);
}

static void zeroes_are_reported(Tck *t) {
        reports(t, &zeroes);
}

static void ones_are_reported(Tck *t) {
        reports(t, &ones);
}

static void each_is_reported(Tck *t) {
        reports(t, &patterns);
        reports(t, &others);
        reports(t, &patterns);
}

static void same_again_is_reported(Tck *t) {
        reports(t, &others);
        tck_start_write_msr(t, 0, HYPERV_CRASH_CONTROL, HYPERV_CRASH_NOTIFY);
        tck_expect_crash_event(t, "pause", &others);
        tck_expect_event(t, "STOP", "");
        go_on(t);
        tck_expect_no_event(t);
}

static void are_still_there(Tck *t) {
        crashes(t, &patterns);
        tck_expect_crash(t, 0, &patterns);
}

/* The last crash is the positive control: with the bit set it is reported. */
static void needs_the_bit(Tck *t) {
        static const guint64 without[] = {0, 1, HYPERV_CRASH_MESSAGE, HYPERV_CRASH_NOTIFY - 1};

        tck_write_crash(t, 0, &patterns);
        for (gsize i = 0; i < G_N_ELEMENTS(without); i++) {
                tck_at(t, "after writing %#" G_GINT64_MODIFIER "x", without[i]);
                tck_write_msr(t, 0, HYPERV_CRASH_CONTROL, without[i]);
                tck_expect_no_event(t);
        }
        tck_at(t, NULL);
        tck_expect_status(t, "running");
        crashes(t, &others);
}

static void with_a_message(Tck *t) {
        tck_write_crash(t, 0, &patterns);
        tck_start_write_msr(t, 0, HYPERV_CRASH_CONTROL, HYPERV_CRASH_NOTIFY | HYPERV_CRASH_MESSAGE);
        tck_expect_event_about(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        go_on(t);
        tck_expect_no_event(t);
}

static void parameters_are_silent(Tck *t) {
        tck_write_crash(t, 0, &patterns);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
        crashes(t, &others);
}

/* ---- QOM ---- */

static void qom_has_it(Tck *t) {
        crash(t, 0, &patterns);
        tck_expect_crash_information(t, 0, &patterns);
        go_on(t);
        tck_expect_crash_information(t, 0, &patterns);
}

static void qom_has_the_last(Tck *t) {
        crashes(t, &patterns);
        crash(t, 0, &others);
        tck_expect_crash_information(t, 0, &others);
        go_on(t);
}

/* ---- what the guest does after it ---- */

/* Like Windows, a guest that is continued writes its dump: here a word of memory, which the host reads. */
static void write_dump(Tck *t) {
        static const guint64 dumps[] = {0x0123456789abcdef, 0xfedcba9876543210};
        guint64 marker = tck_info(t, "marker");

        for (gsize i = 0; i < G_N_ELEMENTS(dumps); i++) {
                tck_do(t, "mark %#" G_GINT64_MODIFIER "x", dumps[i]);
                tck_expect_number(t, "what the guest has written is", tck_peek(t, marker), dumps[i]);
        }
        tck_do(t, "console a dump is complete");
        tck_expect_status(t, "running");
}

static void dumps(Tck *t) {
        crashes(t, &patterns);
        write_dump(t);
        tck_expect_no_event(t);
}

static void dumps_and_resets(Tck *t) {
        crashes(t, &patterns);
        write_dump(t);
        tck_order(t, "reset");
        expect_reset_by_guest(t);
        crashes(t, &others);
}

/* ---- resets ---- */

static void reset_by_host(Tck *t) {
        crash(t, 0, &patterns);
        reset_from_outside(t);
        tck_drop_events(t, "RESET");
        tck_expect_crash(t, 0, &zeroes);
        crashes(t, &others);
}

static void reset_by_guest(Tck *t) {
        tck_write_crash(t, 0, &patterns);
        tck_order(t, "reset");
        expect_reset_by_guest(t);
        tck_expect_crash(t, 0, &zeroes);
        crashes(t, &others);
}

#define CASE(name_, run_, clause_, summary_, ...)                                                       \
        {                                                                                               \
                .name = "hyperv/" name_, .clause = "hyperv." clause_, .summary = summary_, .run = run_, \
                .needs = {.hyperv = TRUE, __VA_ARGS__},                                                 \
                .vm = { HYPERV_VM }                                                                     \
        }

TCK_CASES(CASE("control/reads", control_reads, "control", "the control register has CrashNotify and no reserved bit"),
          CASE("control/stays", control_after_writes, "control",
               "the control register reads the same after writes and a crash"),
          CASE("parameters/keep", parameters_are_kept, "parameters",
               "P0 to P4 read as they were written, in all 64 bits"),
          CASE("parameters/at-first", parameters_start_as_zero, "parameters.reset", "P0 to P4 are initially zero",
               .untouched = TRUE),
          CASE("parameters/after-crash", are_still_there, "parameters", "P0 to P4 keep their values after the crash"),
          {.name = "hyperv/notify/patterns",
           .mandatory = TRUE,
           .clause = "hyperv.notify",
           .summary = "CrashNotify is reported as GUEST_PANICKED with all 64 bits of the five values, and nothing else",
           .run = patterns_are_reported,
           .needs = {.hyperv = TRUE},
           .vm = {HYPERV_VM}},
          CASE("notify/zeroes", zeroes_are_reported, "notify", "five zeroes are reported"),
          CASE("notify/ones", ones_are_reported, "notify", "the greatest values are reported exactly"),
          CASE("notify/each", each_is_reported, "notify.again",
               "each of three crashes is reported with its own values"),
          CASE("notify/same-again", same_again_is_reported, "notify.again",
               "a second notification with the same values is also reported"),
          CASE("notify/needs-the-bit", needs_the_bit, "notify.bit", "without CrashNotify nothing is reported"),
          CASE("notify/parameters-alone", parameters_are_silent, "notify.bit",
               "writes to P0 to P4 alone report nothing"),
          CASE("notify/with-message", with_a_message, "notify.message",
               "CrashNotify with CrashMessage is reported, and the guest goes on"),
          CASE("qom/has-it", qom_has_it, "qom", "the QOM property crash-information has the five values"),
          CASE("qom/has-the-last", qom_has_the_last, "qom",
               "the QOM property crash-information has the values of the last crash"),
          CASE("goes-on/dumps", dumps, "goes-on", "a guest that is continued after its notification writes its dump"),
          CASE("goes-on/dumps-and-resets", dumps_and_resets, "goes-on",
               "a guest that is continued writes its dump, resets, and can crash again"),
          CASE("reset/by-host", reset_by_host, "parameters.reset", "system_reset after a crash clears P0 to P4"),
          CASE("reset/by-guest", reset_by_guest, "parameters.reset", "a reset by the guest clears P0 to P4"))
