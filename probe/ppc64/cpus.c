/* SPDX-License-Identifier: BSD-2-Clause */
#include "operation.h"
#include "percpu.h"
#include "rtas.h"
#include "trap.h"
#include "tree.h"

enum {
        STACK_SIZE = 16384,
        PATIENCE_MICROSECONDS = 5000000, /* until a CPU has come up */
};

volatile uint64_t cpus_counters[CPUS_MAX];

static unsigned cpus_up = 1;
static uint8_t stacks[CPUS_MAX - 1][STACK_SIZE] __attribute__((aligned(16)));
static volatile unsigned answering; /* CPUs that have come up */

/* Where each CPU starts. */
static void serve(void) {
        struct percpu *self = percpu_current();

        answering++;
        for (;;) {
                while (!self->function) {
                        cpus_counters[self->number]++;
                        cpu_relax();
                }
                self->function(self->argument);
                __asm__ volatile("sync" : : : "memory");
                self->function = NULL;
                if (self->stops)
                        cpu_stop();
        }
}

unsigned cpus_count(void) {
        return cpus_up;
}

unsigned cpus_configured(void) {
        return (unsigned) tree.cpu_total;
}

void cpus_run(unsigned cpu, void (*function)(void *argument), void *argument) {
        percpus[cpu].argument = argument;
        __asm__ volatile("sync" : : : "memory");
        percpus[cpu].function = function;
        while (percpus[cpu].function) {
                cpus_counters[0]++;
                cpu_relax();
        }
        __asm__ volatile("sync" : : : "memory");
}

/* The first CPU that the tree names is the one that started the probe: see boot/ppc64/tree.c. */
static bool start(unsigned cpu) {
        struct percpu *started = percpus + cpu;
        const uint32_t arguments[] = {tree.cpus[cpu], (uint32_t) (uint64_t) cpu_entry, (uint32_t) (uint64_t) started};
        unsigned before = answering;

        trap_fill(started, cpu, stacks[cpu - 1], STACK_SIZE);
        started->start = serve;
        if (!rtas_serve("start-cpu", 3, arguments, 1, NULL))
                return false;
        for (uint64_t begin = clock_now(); answering == before;)
                if (clock_now() - begin > PATIENCE_MICROSECONDS)
                        return false;
                else
                        cpu_relax();
        return true;
}

bool cpus_start(unsigned wanted, const char **ret_reason, const char **ret_text) {
        *ret_reason = "failed";
        *ret_text = "not all came up";
        for (; cpus_up < wanted && cpus_up < tree.cpu_count; cpus_up++)
                if (!start(cpus_up))
                        return false;
        return true;
}

/* stop-self, of a CPU that has work from the first one: when that is done. */
static void operation_stop_self(struct call *call) {
        if (!cpus_current()) {
                call_error(call, "bad-argument", "the first CPU is stopped by `halt`");
                return;
        }
        percpu_current()->stops = true;
        call_ok(call);
}

OPERATIONS_ANYWHERE({"stop-self", 0, 0, operation_stop_self});
