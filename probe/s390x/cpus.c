/* SPDX-License-Identifier: BSD-2-Clause */
#include "percpu.h"
#include "sclp.h"
#include "sigp.h"
#include "trap.h"

enum {
        STACK_SIZE = 16384,
        PATIENCE_LOOKS = 5000, /* at a CPU, while it comes up */
        LOOK_MICROSECONDS = 1000,
        RESTART_LOOKS =
                50, /* after which it is restarted again: TCG may lose that (docs/findings/s390x-start-is-lost.md) */
};

volatile uint64_t cpus_counters[CPUS_MAX];

static unsigned cpus_up = 1;
static uint8_t stacks[CPUS_MAX - 1][STACK_SIZE] __attribute__((aligned(16)));
static uint8_t prefixes[CPUS_MAX - 1][LOWCORE_SIZE] __attribute__((aligned(LOWCORE_SIZE)));
static volatile unsigned answering; /* CPUs that have come up */

/* An unexpected interruption of it is an oops, as everywhere. */
static void load_psw(const struct percpu *self) {
        while (self->psw_waits && !sigp_is_stopped(self->psw_after))
                cpu_relax();
        psw_load(&self->psw);
}

/* Where each CPU starts. */
static void serve(void) {
        struct percpu *self = percpu_current();

        answering++;
        for (;;) {
                while (!self->function) {
                        cpus_counters[cpus_current()]++;
                        cpu_relax();
                }
                self->function(self->argument);
                self->function = NULL;
                if (self->psw_given)
                        load_psw(self);
        }
}

unsigned cpus_count(void) {
        return cpus_up;
}

void cpus_run(unsigned cpu, void (*function)(void *argument), void *argument) {
        percpus[cpu].argument = argument;
        percpus[cpu].function = function;
        while (percpus[cpu].function) {
                cpus_counters[0]++;
                cpu_relax();
        }
}

/* Each CPU has a prefix area of its own, with interruptions of its own. */
static bool start(unsigned cpu) {
        volatile struct lowcore *lowcore = (volatile struct lowcore *) prefixes[cpu - 1];
        unsigned before = answering;
        struct psw restart = {PSW_RUN, (uint64_t) trap_entry_start}, usual;
        uint32_t status;

        trap_fill(lowcore, cpu, stacks[cpu - 1], STACK_SIZE);
        lowcore->start = serve;
        usual = lowcore->new[TRAP_RESTART];
        lowcore->new[TRAP_RESTART] = restart;
        if (sigp(cpu, SIGP_SET_PREFIX, (uint64_t) lowcore, &status) != SIGP_ACCEPTED)
                return false;
        for (unsigned looks = 0; answering == before && looks < PATIENCE_LOOKS; looks++) {
                if (looks % RESTART_LOOKS == 0 && sigp(cpu, SIGP_RESTART, 0, &status) != SIGP_ACCEPTED)
                        return false;
                clock_stall(LOOK_MICROSECONDS);
        }
        lowcore->new[TRAP_RESTART] = usual;
        return answering != before;
}

bool cpus_start(unsigned wanted, const char **ret_reason, const char **ret_text) {
        *ret_reason = "failed";
        *ret_text = "not all came up";
        for (; cpus_up < wanted && cpus_up < CPUS_MAX; cpus_up++)
                if (!start(cpus_up))
                        return false;
        return true;
}

unsigned cpus_configured(void) {
        static struct {
                struct sccb header;
                uint16_t configured, configured_offset, standby, standby_offset;
                uint8_t entries[SCCB_SIZE - 16];
        } __attribute__((packed, aligned(SCCB_SIZE))) block;

        __builtin_memset(&block, 0, sizeof(block));
        block.header.length = sizeof(block);
        if (!sclp_call(SCLP_READ_CPU_INFO, &block) || (block.header.response & 0xff) != SCLP_DONE_READING)
                return 0;
        return block.configured;
}
