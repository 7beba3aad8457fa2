/* SPDX-License-Identifier: BSD-2-Clause */
/* How a disabled wait of the only CPU is reported, with its PSW unchanged, and which waits are no panic. */
#include "disabled_wait.h"
#include "reset.h"

/* Addresses and masks that nothing else has. */
#define PLACE G_GUINT64_CONSTANT(0x123456789abcde)
#define OTHER_PLACE G_GUINT64_CONSTANT(0x4711)

static void plain(Tck *t) {
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE);
        tck_expect_no_event(t);
}

static void addresses(Tck *t) {
        static const guint64 values[] = {0,
                                         2,
                                         0x1235,
                                         0x10000,
                                         0x7ffffffe,
                                         0x80000000,
                                         G_GUINT64_CONSTANT(0x7ffffffffffff000),
                                         G_GUINT64_CONSTANT(0x8000000000000000),
                                         G_GUINT64_CONSTANT(0xfffffffffffffffe)};

        for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
                wait_is_reported(t, TCK_PSW_DISABLED_WAIT, values[i]);
        tck_expect_no_event(t);
}

/* The bits of the mask by name: those that a wait may have whatever else it has. */
static void masks(Tck *t) {
        static const guint64 bits[] = {TCK_PSW_BIT(15),                   /* problem state */
                                       TCK_PSW_BIT(5),                    /* DAT */
                                       TCK_PSW_BIT(16),                   /* the secondary space */
                                       TCK_PSW_BIT(16) | TCK_PSW_BIT(17), /* the home space */
                                       TCK_PSW_BIT(18),                   /* condition code 2 */
                                       TCK_PSW_BIT(18) | TCK_PSW_BIT(19),
                                       TCK_PSW_BIT(20), /* fixed-point overflow, and the rest of the program mask */
                                       TCK_PSW_BIT(20) | TCK_PSW_BIT(21) | TCK_PSW_BIT(22) | TCK_PSW_BIT(23),
                                       TCK_PSW_BIT(8), /* a key */
                                       TCK_PSW_BIT(8) | TCK_PSW_BIT(9) | TCK_PSW_BIT(10) | TCK_PSW_BIT(11)};

        for (gsize i = 0; i < G_N_ELEMENTS(bits); i++)
                wait_is_reported(t, TCK_PSW_DISABLED_WAIT | bits[i], PLACE);
        tck_expect_no_event(t);
}

static void mode_31(Tck *t) {
        wait_is_reported(t, TCK_PSW_WAIT | TCK_PSW_31_BIT, 0x7ffffff2);
        tck_expect_no_event(t);
}

static void mode_24(Tck *t) {
        wait_is_reported(t, TCK_PSW_WAIT, 0xfffff2);
        tck_expect_no_event(t);
}

static void each_is_reported(Tck *t) {
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT | TCK_PSW_BIT(18), OTHER_PLACE);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, OTHER_PLACE);
        tck_expect_no_event(t);
}

static void same_again_is_reported(Tck *t) {
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE);
        tck_expect_no_event(t);
}

/* Continued, it waits as before, and is reported once. */
static void reported_once(Tck *t) {
        wait_disabled(t, TCK_PSW_DISABLED_WAIT, PLACE);
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_status(t, "running");
        tck_command(t, "stop", NULL);
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "paused");
        tck_expect_no_event(t);
        go_on_from(t, PLACE);
        tck_expect_no_event(t);
}

/* ---- resets ---- */

static void reset_by_host(Tck *t) {
        wait_disabled(t, TCK_PSW_DISABLED_WAIT, PLACE);
        reset_from_outside(t);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, OTHER_PLACE);
        tck_expect_no_event(t);
}

static void reset_by_guest(Tck *t) {
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE);
        tck_order(t, "reset");
        tck_expect_event(t, "RESET", "guest=true reason=guest-reset");
        tck_expect_hello(t);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, OTHER_PLACE);
        tck_expect_no_event(t);
}

/* ---- an oops ---- */

static void oops(Tck *t) {
        tck_do(t, "on-oops panic-disabled-wait");
        tck_order(t, "raise operation");
        tck_expect_disabled_wait(t, "pause", 0, TCK_PSW_DISABLED_WAIT, 0xdead);
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
}

/* ---- what is no panic ---- */

/* The argument: the classes of interruptions that are on. */
static void enabled(Tck *t) {
        guint64 mask = TCK_PSW_DISABLED_WAIT | tck_argument(t);

        tck_start_psw(t, mask, PLACE);
        tck_await_psw(t, 0, mask, PLACE);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
        tck_wake(t, PLACE);
        tck_expect_no_event(t);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, OTHER_PLACE);
}

static void expect_shutdown(Tck *t) {
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-shutdown");
        tck_expect_exit(t, 0);
}

/* The argument: the address. */
static void quiesces(Tck *t) {
        tck_may_end(t);
        tck_start_psw(t, TCK_PSW_DISABLED_WAIT, tck_argument(t));
        expect_shutdown(t);
}

static void not_quite_quiesces(Tck *t) {
        static const guint64 values[] = {0xffe, 0x1000, 0x7ff, 0xffd, G_GUINT64_CONSTANT(0xfff0000000000000)};

        for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
                wait_is_reported(t, TCK_PSW_DISABLED_WAIT, values[i]);
        tck_expect_no_event(t);
}

static void order_to_end(Tck *t, const char *order) {
        tck_control(t);
        tck_may_end(t);
        tck_order(t, order);
        expect_shutdown(t);
}

static void powers_off(Tck *t) {
        order_to_end(t, "power-off");
}

static void stops_itself(Tck *t) {
        order_to_end(t, "sigp 0 5");
}

#define CASE(name_, run_, clause_, summary_, ...)                                                                     \
        {                                                                                                             \
                .name = "disabled-wait/" name_, .clause = "disabled-wait." clause_, .summary = summary_, .run = run_, \
                .vm = {WAIT_VM}, __VA_ARGS__                                                                          \
        }

TCK_CASES(CASE("reported/plain", plain, "reported",
               "a disabled wait is GUEST_PANICKED with the PSW, the CPU and the reason", .mandatory = TRUE),
          CASE("reported/addresses", addresses, "reported", "the address of the PSW is reported, all 64 bits of it"),
          CASE("reported/masks", masks, "reported",
               "the mask of the PSW is reported, with state, DAT, spaces, codes and key"),
          CASE("reported/31-bit", mode_31, "reported", "a disabled wait with addresses of 31 bits is reported"),
          CASE("reported/24-bit", mode_24, "reported", "a disabled wait with addresses of 24 bits is reported"),
          CASE("reported/each", each_is_reported, "again", "each of three disabled waits is reported with its own PSW"),
          CASE("reported/same-again", same_again_is_reported, "again",
               "a second disabled wait with the same PSW is reported, too"),
          CASE("reported/once", reported_once, "once",
               "a disabled wait that goes on after `cont` is not reported again"),
          CASE("reset/by-host", reset_by_host, "reset", "after a disabled wait, system_reset boots the guest anew"),
          CASE("reset/by-guest", reset_by_guest, "reset", "a guest that has reset itself is reported again"),
          CASE("oops/waits", oops, "reported", "an oops of the guest ends in its disabled wait", .ends = TRUE),
          CASE("enabled/external", enabled, "enabled", "a wait for external interruptions is no panic",
               .argument = TCK_PSW_EXTERNAL),
          CASE("enabled/io", enabled, "enabled", "a wait for I/O interruptions is no panic", .argument = TCK_PSW_IO),
          CASE("enabled/machine-check", enabled, "enabled", "a wait for machine checks is no panic",
               .argument = TCK_PSW_MACHINE_CHECK),
          CASE("enabled/all", enabled, "enabled", "a wait for interruptions of each class is no panic",
               .argument = TCK_PSW_EXTERNAL | TCK_PSW_IO | TCK_PSW_MACHINE_CHECK),
          CASE("quiesce/is-a-shutdown", quiesces, "quiesce",
               "a disabled wait at 0xfff is SHUTDOWN by the guest, and no panic", .argument = 0xfff, .ends = TRUE),
          CASE("quiesce/in-any-page", quiesces, "quiesce", "and so is one at 0xfff in another page",
               .argument = G_GUINT64_CONSTANT(0x123456789fff), .ends = TRUE),
          CASE("quiesce/near-it", not_quite_quiesces, "quiesce", "disabled waits at addresses near 0xfff are panics"),
          CASE("no-panic/power-off", powers_off, "quiesce", "a power-off by the guest is SHUTDOWN, and no panic",
               .ends = TRUE),
          CASE("no-panic/stops-itself", stops_itself, "stop",
               "a CPU that stops itself by SIGP as the last one is SHUTDOWN, and no panic", .ends = TRUE))
