/* SPDX-License-Identifier: BSD-2-Clause */
#include "board.h"
#include "cpu.h"

enum {
        PATIENCE_LOOKS = 5000, /* how often to check whether a CPU has started */
        LOOK_MICROSECONDS = 1000,
};

volatile uint64_t cpus_counters[CPUS_MAX];

static unsigned cpus_up = 1;
static volatile unsigned answering = 1; /* CPUs that have come up, one after another */

unsigned cpus_current(void) {
        return (unsigned) (percpu_current() - percpus);
}

/* What a CPU other than the first does, from its start on. */
static void serve(void) {
        struct percpu *self = percpu_current();

        answering++;
        for (;;) {
                while (!self->function) {
                        cpus_counters[cpus_current()]++;
                        cpu_relax();
                }
                __sync_synchronize(); /* the argument was written before the function */
                self->function(self->argument);
                __sync_synchronize();
                self->function = NULL;
        }
}

unsigned cpus_count(void) {
        return cpus_up;
}

void cpus_run(unsigned cpu, void (*function)(void *argument), void *argument) {
        percpus[cpu].argument = argument;
        __sync_synchronize();
        percpus[cpu].function = function;
        while (percpus[cpu].function) {
                cpus_counters[0]++;
                cpu_relax();
        }
}

/* The id of the tree's index-th CPU. */
static bool find(unsigned index, uint64_t *ret_id) {
        struct fdt_walk walk = {0};
        struct fdt_node node;
        uint64_t unused;

        while (fdt_next(&board.tree, &walk, &node)) {
                const char *type = fdt_text(&board.tree, &node, "device_type");

                if (type && wire_same(type, "cpu") && !index--)
                        return fdt_reg(&board.tree, &node, 0, ret_id, &unused);
        }
        return false;
}

unsigned cpus_configured(void) {
        unsigned count = 0;
        uint64_t unused;

        while (count < CPUS_MAX && find(count, &unused))
                count++;
        return count;
}

static bool start(uint64_t id, unsigned number) {
        if (!cpu_start(id, number, serve))
                return false;
        for (unsigned looks = PATIENCE_LOOKS; looks && answering <= number; looks--)
                clock_stall(LOOK_MICROSECONDS);
        return answering > number;
}

bool cpus_start(unsigned wanted, const char **ret_reason, const char **ret_text) {
        uint64_t id;

        *ret_reason = "failed";
        *ret_text = "not all of them started";
        for (unsigned index = 0; cpus_up < wanted && cpus_up < CPUS_MAX; index++) {
                if (!find(index, &id))
                        return false;
                if (id == cpu_first())
                        continue;
                if (!start(id, cpus_up))
                        return false;
                cpus_up++;
        }
        return true;
}
