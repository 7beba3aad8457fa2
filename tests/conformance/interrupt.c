/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts around a panic, and NMIs, which are not panics. */
#include "check.h"
#include "pvpanic.h"

/* Firmware owns the timer and the vectors until boot services end. */
static void take_machine(Tck *t) {
        tck_try(t, "unsupported", "exit-boot-services");
}

static void start_panic(Tck *t) {
        tck_start(t, "ticking out 1 %#x %#x", tck_port(t), PVPANIC_PANICKED);
}

static void expect_ticks(Tck *t, guint64 before) {
        guint64 ticks = tck_info(t, "ticks");

        if (!tck_over(t) && ticks < before + 2)
                tck_fail(t, "a tick before the panic and one after it", "%" G_GUINT64_FORMAT, ticks - before);
}

static void pauses(Tck *t) {
        guint64 ticks;

        take_machine(t);
        ticks = tck_info(t, "ticks");
        start_panic(t);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
        expect_ticks(t, ticks);
        tck_expect_no_event(t);
}

static void runs_on(Tck *t) {
        guint64 ticks;

        take_machine(t);
        ticks = tck_info(t, "ticks");
        start_panic(t);
        tck_expect_finished(t);
        expect_ticks(t, ticks);
        tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

/* The CPU may take the NMI some operations later. */
static void expect_nmi(Tck *t, guint64 before) {
        enum { OPERATIONS_MAX = 1000 };
        guint64 now = before;

        for (int i = 0; i < OPERATIONS_MAX && now == before && !tck_over(t); i++)
                now = tck_info(t, "nmi");
        tck_expect_number(t, "NMIs:", now, before + 1);
}

static void nmi_is_no_panic(Tck *t) {
        guint64 nmis;

        tck_control(t);
        take_machine(t);
        nmis = tck_info(t, "nmi");
        tck_command(t, "inject-nmi", NULL);
        expect_nmi(t, nmis);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

TCK_CASES({.name = "interrupt/ticking/pauses",
           .clause = "interrupt.on",
           .summary = "a panic while timer interrupts arrive pauses the guest, and they arrive again afterwards",
           .run = pauses,
           .ends = TRUE},
          {.name = "interrupt/ticking/runs-on",
           .clause = "interrupt.on",
           .summary = "a panic while timer interrupts arrive is reported under panic=none, and they go on",
           .run = runs_on,
           .vm = {.panic = "none"},
           .ends = TRUE},
          {.name = "no-panic/nmi/is-silent",
           .clause = "nmi.silent",
           .summary = "an NMI reaches the guest, and reports nothing",
           .run = nmi_is_no_panic,
           .ends = TRUE})
