/* SPDX-License-Identifier: BSD-2-Clause */
#include "low.h"
#include "percpu.h"
#include "platform.h"
#include "trap.h"

enum {
        STACK_SIZE = 8192,
        PAGE_BITS = 12,

        INIT_MICROSECONDS = 10000, /* the delay of Intel's MultiProcessor Specification 1.4, B.4 */
        STARTUP_MICROSECONDS = 200,
        PATIENCE_LOOKS = 5000, /* how often to check whether the CPUs have started */
        LOOK_MICROSECONDS = 1000,
};

volatile uint64_t cpus_counters[CPUS_MAX];

static unsigned cpus_up = 1;
static uint8_t stacks[CPUS_MAX - 1][STACK_SIZE] __attribute__((aligned(16)));

/* asm/modes.asm */
extern const char low_cpu[];

/* Called on each CPU that starts, by the code in the low page. */
static _Noreturn void serve(unsigned number) {
        struct percpu *self = percpus + number;

        write_msr(MSR_GS_BASE, (uint64_t) self);
        trap_load();
        apic_open(false);
        for (;;) {
                while (!self->function) {
                        cpus_counters[number]++;
                        cpu_relax();
                }
                self->function(self->argument);
                self->function = NULL;
        }
}

unsigned cpus_count(void) {
        return cpus_up;
}

unsigned cpus_configured(void) {
        return 0;
}

void cpus_begin(unsigned cpu, void (*function)(void *argument), void *argument) {
        percpus[cpu].argument = argument;
        percpus[cpu].function = function;
}

void cpus_run(unsigned cpu, void (*function)(void *argument), void *argument) {
        cpus_begin(cpu, function, argument);
        while (percpus[cpu].function) {
                cpus_counters[0]++;
                cpu_relax();
        }
}

static void send_startup(uint32_t page) {
        APIC(APIC_COMMAND) = APIC_COMMAND_INIT;
        platform.stall(INIT_MICROSECONDS);
        for (unsigned i = 0; i < 2; i++) {
                APIC(APIC_COMMAND) = APIC_COMMAND_STARTUP | page >> PAGE_BITS;
                platform.stall(STARTUP_MICROSECONDS);
        }
}

/* Starts all other CPUs at once; they are numbered in the order in which they start. */
static bool start_others(struct low *low, unsigned wanted) {
        volatile uint32_t *up = &low->cpus;

        low->leave.offset = platform.low_page + low_offset(low_cpu);
        low->stacks = (uint64_t) stacks;
        low->stack_size = STACK_SIZE;
        low->main = (uint64_t) serve;
        low->cpus_max = CPUS_MAX;
        *up = 1;
        send_startup(platform.low_page);
        for (unsigned looks = PATIENCE_LOOKS; looks && *up < wanted; looks--)
                platform.stall(LOOK_MICROSECONDS);
        return *up >= wanted;
}

bool cpus_start(unsigned wanted, const char **ret_reason, const char **ret_text) {
        struct low *low;

        if (wanted > CPUS_MAX)
                wanted = CPUS_MAX;
        if (cpus_up >= wanted)
                return true;
        *ret_reason = "unsupported";
        *ret_text = "the firmware owns the other CPUs until exit-boot-services";
        if (platform.returns)
                return false;
        *ret_text = "there is no low page for them to start in, or no APIC to start them with";
        low = low_prepare();
        if (!low || !apic_present())
                return false;
        *ret_reason = "failed";
        *ret_text = "not all of them started";
        if (!start_others(low, wanted))
                return false;
        cpus_up = wanted;
        return true;
}
