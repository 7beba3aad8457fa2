/* SPDX-License-Identifier: BSD-2-Clause */
/* Two CPUs of s390x, of which one waits, or both: the guest has panicked when no CPU runs any more. */
#include "disabled_wait.h"

#define PLACE_0 G_GUINT64_CONSTANT(0x1000000)
#define PLACE_1 G_GUINT64_CONSTANT(0x2000001)

enum { SIGP_SENSE = 1, SIGP_START = 4, SIGP_STOP = 5, SIGP_RESTART = 6, SIGP_STOPPED = 0x40 };

/* Where a panic that has no place of its own waits: probe/s390x/wait.c. */
#define PANIC_PLACE G_GUINT64_CONSTANT(0xdead)

#define ENABLED_WAIT (TCK_PSW_DISABLED_WAIT | TCK_PSW_MACHINE_CHECK)

/* Starts the other CPU. Returns where its counter is. */
static guint64 start_other(Tck *t) {
        tck_do(t, "cpus");
        tck_expect_number(t, "CPUs,", tck_number(t, 0), 2);
        return tck_number(t, 1) + 8;
}

/* The other CPU loads that PSW, once the first is stopped if that is said. */
static void other_loads(Tck *t, guint64 mask, guint64 address, gboolean after_first) {
        tck_do(t, "on 1 psw %#" G_GINT64_MODIFIER "x %#" G_GINT64_MODIFIER "x%s", mask, address,
               after_first ? " 0" : "");
}

static gboolean other_is_stopped(Tck *t) {
        tck_do(t, "sigp 1 %u", SIGP_SENSE);
        return tck_number(t, 0) == 1 && tck_number(t, 1) & SIGP_STOPPED;
}

/* A disabled wait of the first CPU that is not reported, and its end. */
static void first_waits_in_silence(Tck *t) {
        tck_start_psw(t, TCK_PSW_DISABLED_WAIT, PLACE_0);
        tck_await_psw(t, 0, TCK_PSW_DISABLED_WAIT, PLACE_0);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
}

static void never_started(Tck *t) {
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE_0);
        tck_expect_no_event(t);
}

static void other_waits(Tck *t) {
        tck_expect_counting(t, "CPU 1", start_other(t));
        other_loads(t, TCK_PSW_DISABLED_WAIT, PLACE_1, FALSE);
        tck_await_psw(t, 1, TCK_PSW_DISABLED_WAIT, PLACE_1);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
        tck_do(t, "ping");
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE_0);
        tck_expect_no_event(t);
}

static void first_waits(Tck *t) {
        guint64 counter = start_other(t);

        first_waits_in_silence(t);
        tck_expect_counting(t, "CPU 1", counter);
        tck_wake(t, PLACE_0);
        tck_expect_no_event(t);
        other_loads(t, TCK_PSW_DISABLED_WAIT, PLACE_1, FALSE);
        tck_await_psw(t, 1, TCK_PSW_DISABLED_WAIT, PLACE_1);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE_0);
}

static void other_is_last(Tck *t) {
        start_other(t);
        other_loads(t, TCK_PSW_DISABLED_WAIT, PLACE_1, TRUE);
        tck_order(t, "sigp 0 5");
        tck_expect_disabled_wait(t, "pause", 1, TCK_PSW_DISABLED_WAIT, PLACE_1);
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
}

/* The other CPU waits for interruptions, and so the guest is not at its end. */
static void other_waits_enabled(Tck *t) {
        start_other(t);
        other_loads(t, ENABLED_WAIT, PLACE_1, FALSE);
        tck_await_psw(t, 1, ENABLED_WAIT, PLACE_1);
        first_waits_in_silence(t);
        tck_wake(t, PLACE_0);
        tck_do(t, "sigp 1 %u", SIGP_STOP);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE_0);
        tck_expect_no_event(t);
}

static void stop_other(Tck *t) {
        tck_do(t, "sigp 1 %u", SIGP_STOP);
        while (!other_is_stopped(t) && !tck_over(t))
                ;
}

static void other_stops(Tck *t) {
        guint64 counter = start_other(t);

        stop_other(t);
        tck_expect_standstill(t, "CPU 1", counter);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE_0);
        tck_expect_no_event(t);
}

/* While it waits for machine checks. */
static void other_is_stopped_in_its_wait(Tck *t) {
        start_other(t);
        other_loads(t, ENABLED_WAIT, PLACE_1, FALSE);
        tck_await_psw(t, 1, ENABLED_WAIT, PLACE_1);
        stop_other(t);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE_0);
}

static void order_accepted(Tck *t, const char *order, guint number) {
        g_autofree char *what = g_strdup_printf("the condition code of the order %s", order);

        tck_do(t, "sigp 1 %u", number);
        tck_expect_number(t, what, tck_number(t, 0), 0);
}

/* Until it is stopped for good. */
static void other_keeps_it_alive(Tck *t) {
        first_waits_in_silence(t);
        tck_wake(t, PLACE_0);
        stop_other(t);
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE_0);
}

/* It goes on where it was stopped: with its wait. */
static void other_starts_again(Tck *t) {
        other_is_stopped_in_its_wait(t);
        order_accepted(t, "start", SIGP_START);
        tck_await_psw(t, 1, ENABLED_WAIT, PLACE_1);
        other_keeps_it_alive(t);
        tck_expect_no_event(t);
}

/* It is stopped while it counts, and goes on counting. */
static void other_runs_on(Tck *t) {
        guint64 counter = start_other(t);

        stop_other(t);
        tck_expect_standstill(t, "CPU 1", counter);
        order_accepted(t, "start", SIGP_START);
        tck_expect_cpu_runs(t, 1);
        tck_expect_counting(t, "CPU 1", counter);
        tck_expect_no_event(t);
        other_keeps_it_alive(t);
}

/* The restart interruption, which it does not expect, makes it panic, and with that it is the first CPU that keeps the guest alive. */
static void other_restarts(Tck *t) {
        tck_do(t, "on-nmi oops");
        tck_do(t, "on-oops panic-disabled-wait");
        other_is_stopped_in_its_wait(t);
        order_accepted(t, "restart", SIGP_RESTART);
        tck_expect_cpu_runs(t, 1);
        tck_await_psw(t, 1, TCK_PSW_DISABLED_WAIT, PANIC_PLACE);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
        wait_is_reported(t, TCK_PSW_DISABLED_WAIT, PLACE_0);
        tck_expect_no_event(t);
}

#define CASE(name_, run_, clause_, summary_, ...)                                                             \
        {                                                                                                     \
                .name = "disabled-wait/cpus/" name_, .clause = "disabled-wait." clause_, .summary = summary_, \
                .run = run_, .vm = {WAIT_VM, .cpus = 2}, .ends = TRUE                                         \
        }

TCK_CASES(CASE("never-started", never_started, "cpus",
               "a disabled wait is reported while the other CPU has not been started"),
          CASE("other-waits", other_waits, "cpus", "a disabled wait is a panic only of the last CPU that runs"),
          CASE("first-waits", first_waits, "cpus", "a disabled wait of the first CPU is no panic while the other runs"),
          CASE("other-is-last", other_is_last, "cpus",
               "a panic by the other CPU is reported with its number and its PSW"),
          CASE("other-waits-enabled", other_waits_enabled, "cpus",
               "a disabled wait is no panic while the other CPU waits for machine checks"),
          CASE("other-stops", other_stops, "stop",
               "a CPU that is stopped by SIGP is no panic, and does not run: a disabled wait of the other is reported"),
          CASE("other-starts-again", other_starts_again, "start",
               "a CPU that is stopped in its wait and started again waits on, and keeps the guest alive"),
          CASE("other-runs-on", other_runs_on, "start",
               "a CPU that is stopped and started again by SIGP runs on, and keeps the guest alive"),
          CASE("other-restarts", other_restarts, "start",
               "a CPU that is restarted by SIGP runs: its panic is the guest's only when the other CPU waits, too"))
