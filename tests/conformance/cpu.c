/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A guest with two CPUs, either of which panics. Each increments a counter while it waits: the first while the other
 * works, the other while it has no work.
 */
#include "pvpanic.h"
#include "values.h"

enum { FIRST, OTHER };

static const char *const names[] = {"CPU 0", "CPU 1"};

/* Starts the other CPU, after boot services have ended. Returns the address of the counters. */
static guint64 start_cpus(Tck *t) {
        if (!tck_try(t, "unsupported", "cpus")) {
                tck_do(t, "exit-boot-services");
                tck_do(t, "cpus");
        }
        tck_expect_number(t, "CPUs,", tck_number(t, 0), 2);
        return tck_number(t, 1);
}

static guint64 counter(guint64 counters, guint cpu) {
        return counters + 8 * cpu;
}

static void start_panic(Tck *t, guint cpu) {
        tck_start(t, "on %u out 1 %#x %#x", cpu, tck_port(t), PVPANIC_PANICKED);
}

static void expect_both_run(Tck *t, guint64 counters) {
        tck_expect_counting(t, names[OTHER], counter(counters, OTHER));
        tck_start(t, "count");
        tck_expect_counting(t, names[FIRST], counter(counters, FIRST));
        tck_interrupt(t);
}

static void expect_both_stand(Tck *t, guint64 counters) {
        tck_expect_standstill(t, names[FIRST], counter(counters, FIRST));
        tck_expect_standstill(t, names[OTHER], counter(counters, OTHER));
}

static void pause_and_go_on(Tck *t, guint cpu, guint64 counters) {
        start_panic(t, cpu);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        expect_both_stand(t, counters);
        tck_expect_unfinished(t);
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
}

static void pauses(Tck *t) {
        guint64 counters = start_cpus(t);

        expect_both_run(t, counters);
        pause_and_go_on(t, (guint) tck_argument(t), counters);
        expect_both_run(t, counters);
        tck_expect_no_event(t);
}

static void runs_on(Tck *t) {
        guint64 counters = start_cpus(t);

        expect_both_run(t, counters);
        start_panic(t, (guint) tck_argument(t));
        tck_expect_finished(t);
        tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_status(t, "running");
        expect_both_run(t, counters);
        tck_expect_no_event(t);
}

static void take_turns(Tck *t) {
        guint64 counters = start_cpus(t);

        for (guint i = 0; i < 4; i++)
                pause_and_go_on(t, i % 2, counters);
        tck_expect_no_event(t);
}

static void reads_alike(Tck *t) {
        guint bits = values_advertised(t);

        start_cpus(t);
        tck_expect_number(t, "what CPU 0 reads,", tck_ask(t, "on 1 in 1 %#x", tck_port(t)), bits);
        tck_expect_no_event(t);
}

/* inject-nmi reaches each CPU; both have handled it once the guest continues. */
static void nmi_waits(Tck *t) {
        guint64 counters = start_cpus(t), before[2];

        for (guint cpu = 0; cpu < 2; cpu++)
                before[cpu] = tck_cpu_info(t, cpu, "nmi");
        start_panic(t, OTHER);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_command(t, "inject-nmi", NULL);
        tck_expect_status(t, "guest-panicked");
        expect_both_stand(t, counters);
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
        for (guint cpu = 0; cpu < 2; cpu++)
                tck_expect_number(t, "NMIs:", tck_cpu_info(t, cpu, "nmi"), before[cpu] + 1);
        tck_expect_no_event(t);
}

TCK_CASES({.name = "cpu/other/reads-alike",
           .clause = "cpu.read",
           .summary = "a second CPU reads the same value as the first",
           .run = reads_alike,
           .vm = {.cpus = 2}},
          {.name = "cpu/other/pauses",
           .clause = "cpu.pause",
           .summary = "a panic by the second of two CPUs stops both, and both go on after it",
           .run = pauses,
           .vm = {.cpus = 2},
           .argument = OTHER},
          {.name = "cpu/first/pauses",
           .clause = "cpu.pause",
           .summary = "a panic by the first of two CPUs stops both, and both go on after it",
           .run = pauses,
           .vm = {.cpus = 2},
           .argument = FIRST},
          {.name = "cpu/turns/pause",
           .clause = "cpu.pause",
           .summary = "two CPUs that panic in turn stop both, each time",
           .run = take_turns,
           .vm = {.cpus = 2}},
          {.name = "cpu/other/runs-on",
           .clause = "cpu.none",
           .summary = "under panic=none both CPUs run on after a panic by the second",
           .run = runs_on,
           .vm = {.cpus = 2, .panic = "none"},
           .argument = OTHER},
          {.name = "cpu/first/runs-on",
           .clause = "cpu.none",
           .summary = "under panic=none both CPUs run on after a panic by the first",
           .run = runs_on,
           .vm = {.cpus = 2, .panic = "none"},
           .argument = FIRST},
          {.name = "cpu/other/nmi-waits",
           .clause = "nmi.panicked",
           .summary = "an NMI for two CPUs in guest-panicked is pending until they go on",
           .run = nmi_waits,
           .vm = {.cpus = 2}})
