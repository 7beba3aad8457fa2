/* SPDX-License-Identifier: BSD-2-Clause */
/* An operation that is performed under timer interrupts. */
#include "interrupt.h"
#include "operation.h"
#include "platform.h"

#define TICKS_A_SECOND 1000u

/* How often to check for a tick: seconds, on any machine. */
#define PATIENCE (1u << 23)

/* Enables interrupts until the timer has interrupted once more. */
static bool await_tick(void) {
        uint64_t before = interrupt_count(INTERRUPT_TIMER);
        unsigned patience = PATIENCE;

        __asm__ volatile("sti" : : : "memory");
        while (patience && interrupt_count(INTERRUPT_TIMER) == before) {
                cpu_relax();
                patience--;
        }
        return patience;
}

/* ticking OPERATION… */
static void operation_ticking(struct call *call) {
        const char *name = call->argument[0];
        bool before, after;

        if (!wire_same(name, "in") && !wire_same(name, "out")) {
                call_error(call, "bad-argument", "OPERATION is neither in nor out");
                return;
        }
        if (platform.returns) {
                call_error(call, "unsupported", "the firmware owns the timer until exit-boot-services");
                return;
        }
        call->argument++;
        call->count--;
        timer_beat(TICKS_A_SECOND);
        interrupt_enable(INTERRUPT_TIMER);
        before = await_tick();
        operation_perform(call, name);
        after = await_tick();
        __asm__ volatile("cli" : : : "memory");
        interrupt_disable(INTERRUPT_TIMER);
        if (!before || !after)
                call_error(call, "failed",
                           before ? "the timer ticked before it, but not after" : "the timer did not tick");
}

OPERATIONS({"ticking", 2, WIRE_WORDS_MAX, operation_ticking});
