/* SPDX-License-Identifier: BSD-2-Clause */
/* Several CPUs of pseries, each of which calls ibm,os-term. */
#include "os_term.h"

enum { FIRST, OTHER };

/* Starts the others by RTAS. Returns where their counters are. */
static guint64 start_cpus(Tck *t) {
        tck_do(t, "cpus");
        tck_expect_number(t, "CPUs,", tck_number(t, 0), tck_spec(t)->cpus);
        return tck_number(t, 1);
}

static guint64 counter(guint64 counters, guint cpu) {
        return counters + 8 * cpu;
}

static void expect_both_run(Tck *t, guint64 counters) {
        tck_expect_counting(t, "CPU 1", counter(counters, OTHER));
        tck_start(t, "count");
        tck_expect_counting(t, "CPU 0", counter(counters, FIRST));
        tck_interrupt(t);
}

static void expect_both_stand(Tck *t, guint64 counters) {
        tck_expect_standstill(t, "CPU 0", counter(counters, FIRST));
        tck_expect_standstill(t, "CPU 1", counter(counters, OTHER));
}

static void terminate(Tck *t, guint cpu) {
        tck_start(t, "on %u os-term by CPU %u", cpu, cpu);
        expect_termination(t);
}

/* The argument: the CPU. */
static void stops_both(Tck *t) {
        guint64 counters = start_cpus(t);

        expect_both_run(t, counters);
        terminate(t, (guint) tck_argument(t));
        expect_both_stand(t, counters);
        expect_return(t, 0);
        expect_both_run(t, counters);
        tck_expect_no_event(t);
}

static void runs_on(Tck *t) {
        guint64 counters = start_cpus(t);

        expect_both_run(t, counters);
        tck_start(t, "on 1 os-term and on");
        tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_finished(t);
        expect_status(t, tck_number(t, 0), RTAS_SUCCESS);
        tck_expect_status(t, "running");
        expect_both_run(t, counters);
        tck_expect_no_event(t);
}

static void take_turns(Tck *t) {
        guint cpus = tck_spec(t)->cpus;

        start_cpus(t);
        for (guint i = 0; i < 2 * cpus; i++) {
                terminate(t, i % cpus);
                expect_return(t, 0);
        }
        tck_expect_no_event(t);
}

static void never_started(Tck *t) {
        termination_is_reported(t);
}

/* It stops itself by RTAS; the first CPU's termination is reported then, and of the other one nothing. */
static void other_stopped(Tck *t) {
        guint64 counters = start_cpus(t);

        tck_do(t, "on 1 stop-self");
        tck_expect_standstill(t, "CPU 1", counter(counters, OTHER));
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
        termination_is_reported(t);
        tck_expect_standstill(t, "CPU 1", counter(counters, OTHER));
}

#define CASE(name_, run_, clause_, summary_, cpus_, ...)                                                       \
        {                                                                                                      \
                .name = "os-term/cpus/" name_, .clause = "os-term." clause_, .summary = summary_, .run = run_, \
                .vm = {OS_TERM_VM, .cpus = cpus_, __VA_ARGS__}, .ends = TRUE                                   \
        }

TCK_CASES({.name = "os-term/cpus/first",
           .clause = "os-term.cpus",
           .summary = "ibm,os-term by the first of two CPUs stops both until `cont`",
           .run = stops_both,
           .vm = {OS_TERM_VM, .cpus = 2},
           .argument = FIRST,
           .ends = TRUE},
          {.name = "os-term/cpus/other",
           .clause = "os-term.cpus",
           .summary = "ibm,os-term by the other of two CPUs stops both until `cont`",
           .run = stops_both,
           .vm = {OS_TERM_VM, .cpus = 2},
           .argument = OTHER,
           .ends = TRUE},
          CASE("each-of-four", take_turns, "cpus", "ibm,os-term by each of four CPUs in turn is reported, and returns",
               4),
          CASE("runs-on", runs_on, "cpus", "under panic=none both CPUs go on behind ibm,os-term", 2, .panic = "none"),
          CASE("never-started", never_started, "cpus", "ibm,os-term is reported while the other CPU is not started", 2),
          CASE("other-stopped", other_stopped, "stop",
               "a CPU that stops itself reports nothing, and ibm,os-term by the other is reported", 2))
