/* SPDX-License-Identifier: BSD-2-Clause */
#include "cpus.h"

#include <stddef.h>

#include "agent.h"
#include "apic.h"
#include "call.h"
#include "fw_cfg.h"
#include "io.h"
#include "low.h"
#include "platform.h"
#include "trap.h"

enum {
        MSR_GS_BASE = 0xc0000101,

        STACK_SIZE = 8192,
        PAGE_BITS = 12,

        INIT_MICROSECONDS = 10000, /* as Intel would have it, MultiProcessor Specification 1.4, B.4 */
        STARTUP_MICROSECONDS = 200,
        PATIENCE_LOOKS = 5000, /* at the CPUs, while they come up */
        LOOK_MICROSECONDS = 1000,
};

struct cpu {
        void (*volatile function)(void *argument); /* the work it has; NULL if none */
        void *volatile argument;
};

volatile uint64_t cpus_counters[CPUS_MAX];

static struct cpu cpus[CPUS_MAX];
static unsigned cpus_up = 1;
static uint8_t stacks[CPUS_MAX - 1][STACK_SIZE] __attribute__((aligned(16)));

/* asm/modes.asm */
extern const char low_cpu[];

/* GS, which nobody else uses here, points to its own of a CPU that we started. Not so on the first, whatever is there. */
unsigned cpus_current(void) {
        uint32_t low, high;
        uint64_t offset;

        __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_GS_BASE));
        offset = ((uint64_t) high << 32 | low) - (uint64_t) cpus;
        return offset < sizeof(cpus) ? (unsigned) (offset / sizeof(cpus[0])) : 0;
}

/* Where the code in the page calls on a CPU that comes up. */
static _Noreturn void serve(unsigned number) {
        struct cpu *self = cpus + number;
        uint64_t base = (uint64_t) self;

        __asm__ volatile("wrmsr" : : "c"(MSR_GS_BASE), "a"((uint32_t) base), "d"((uint32_t) (base >> 32)));
        trap_join();
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

void cpus_begin(unsigned cpu, void (*function)(void *argument), void *argument) {
        cpus[cpu].argument = argument;
        cpus[cpu].function = function;
}

bool cpus_done(unsigned cpu) {
        return !cpus[cpu].function;
}

void cpus_run(unsigned cpu, void (*function)(void *argument), void *argument) {
        cpus_begin(cpu, function, argument);
        while (!cpus_done(cpu)) {
                cpus_counters[0]++;
                cpu_relax();
        }
}

static void send_startup(uint32_t page) {
        apic_write(APIC_COMMAND, APIC_COMMAND_INIT);
        platform.stall(INIT_MICROSECONDS);
        for (unsigned i = 0; i < 2; i++) {
                apic_write(APIC_COMMAND, APIC_COMMAND_STARTUP | page >> PAGE_BITS);
                platform.stall(STARTUP_MICROSECONDS);
        }
}

/* Starts all others at once; they take their numbers in the order of their coming. */
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

bool cpus_start(const char **ret_reason, const char **ret_text) {
        unsigned wanted = fw_cfg_present() ? fw_cfg_cpus() : 1;
        struct low *low;

        if (wanted > CPUS_MAX)
                wanted = CPUS_MAX;
        if (cpus_up >= wanted)
                return true;
        *ret_reason = "unsupported";
        *ret_text = "the other CPUs are the firmware's until exit-boot-services";
        if (platform.returns)
                return false;
        *ret_text = "there is no page for them to start in, or no APIC to start them by";
        low = low_prepare();
        if (!low || !apic_present())
                return false;
        *ret_reason = "failed";
        *ret_text = "not all came up";
        if (!start_others(low, wanted))
                return false;
        cpus_up = wanted;
        return true;
}

/* cpus */
static void operation_cpus(struct call *call) {
        const char *reason, *text;

        if (!cpus_start(&reason, &text)) {
                call_error(call, reason, text);
                return;
        }
        call_ok_number(call, cpus_up);
        wire_put_number(call->answer, (uint64_t) cpus_counters);
}

static void perform(void *argument) {
        struct call *call = argument;

        agent_perform(call, call->argument[-1]);
}

/* on CPU OPERATION… */
static void operation_on(struct call *call) {
        uint64_t cpu;

        if (!call_number(call, 0, "CPU", cpus_up - 1, &cpu))
                return;
        call->argument += 2;
        call->count -= 2;
        if (!agent_can_move(call->argument[-1]))
                call_error(call, "bad-argument", "no such operation, or one that the first CPU alone can do");
        else if (cpu)
                cpus_run((unsigned) cpu, perform, call);
        else
                perform(call);
}

static const struct operation operations[] = {
        {"cpus", 0, 0, operation_cpus},
        {"on", 2, WIRE_WORDS_MAX, operation_on},
};

const struct operation_family cpus_operations = OPERATION_FAMILY(operations);
