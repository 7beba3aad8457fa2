/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on CPUs. */
#include "arch.h"
#include "fw_cfg.h"
#include "operation.h"

/* cpus */
static void operation_cpus(struct call *call) {
        unsigned wanted = cpus_configured();
        const char *reason, *text;

        if (!wanted)
                wanted = fw_cfg_present() ? fw_cfg_cpus() : 1;
        if (!cpus_start(wanted, &reason, &text)) {
                call_error(call, reason, text);
                return;
        }
        call_ok_number(call, cpus_count());
        wire_put_number(call->answer, (uint64_t) cpus_counters);
}

static void perform(void *argument) {
        struct call *call = argument;

        operation_perform(call, call->argument[-1]);
}

/* on CPU OPERATION… */
static void operation_on(struct call *call) {
        uint64_t cpu;

        if (!call_number(call, 0, "CPU", cpus_count() - 1, &cpu))
                return;
        call->argument += 2;
        call->count -= 2;
        if (!operation_can_move(call->argument[-1]))
                call_error(call, "bad-argument", "no such operation, or only the first CPU can perform it");
        else if (cpu)
                cpus_run((unsigned) cpu, perform, call);
        else
                perform(call);
}

/* halt */
static void operation_halt(struct call *call) {
        call_ok_now(call);
        cpu_stop();
}

/* hang */
static void operation_hang(struct call *call) {
        call_ok_now(call);
        cpu_hang();
}

OPERATIONS({"cpus", 0, 0, operation_cpus}, {"on", 2, WIRE_WORDS_MAX, operation_on});
OPERATIONS_ANYWHERE({"halt", 0, 0, operation_halt}, {"hang", 0, 0, operation_hang});
