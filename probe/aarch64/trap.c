/* SPDX-License-Identifier: BSD-2-Clause */
#include "trap.h"

#include "cpu.h"
#include "sysreg.h"

#define PSTATE_MASKS 0x3c0u /* debug exceptions, SError, IRQ and FIQ are masked */

void (*trap_unhandled)(const struct trap_frame *frame);

static uint64_t outer; /* the vector table that was active before: the firmware's, while there is one */

/* On the first CPU, TPIDR_EL1 may have any value. */
struct percpu *percpu_current(void) {
        uint64_t offset = READ_SYSTEM(tpidr_el1) - (uint64_t) percpus;

        return percpus + (offset < sizeof(percpus) ? offset / sizeof(percpus[0]) : 0);
}

static uint64_t mask_interrupts(void) {
        uint64_t before = READ_SYSTEM(daif);

        __asm__ volatile("msr daifset, #15" : : : "memory");
        return before;
}

/* Makes the frame return to the guarded call, if there is one. */
static bool handle(struct trap_frame *frame) {
        struct trap_guard *guard = percpu_current()->guard;

        if (!guard) {
                WRITE_SYSTEM(vbar_el1, outer);
                trap_unhandled(frame);
                return true;
        }
        guard->trap = (struct trap){
                .vector = frame->kind == TRAP_SYNCHRONOUS ? ESR_CLASS(frame->esr) : TRAP_VECTOR((unsigned) frame->kind),
                .error = frame->esr,
                .pc = frame->pc,
        };
        frame->pc = guard->pc;
        frame->sp = guard->sp;
        frame->pstate |= PSTATE_MASKS;
        return false;
}

void trap_load(void) {
        trap_handler = handle;
        WRITE_SYSTEM(vbar_el1, trap_vectors);
}

void trap_install(void) {
        mask_interrupts();
        trap_load();
        outer = READ_SYSTEM(vbar_el1);
}

/* What trap_guarded() and trap_unguarded() save and restore. */
struct state {
        uint64_t table, masks;
};

static struct state enter(void) {
        struct state state = {.masks = mask_interrupts(), .table = READ_SYSTEM(vbar_el1)};

        if (state.table != (uint64_t) trap_vectors) {
                outer = state.table;
                trap_load();
        }
        return state;
}

static void leave(const struct state *state) {
        if (state->table != (uint64_t) trap_vectors)
                WRITE_SYSTEM(vbar_el1, state->table);
        WRITE_SYSTEM(daif, state->masks);
}

bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap) {
        struct trap_guard own = {0}, **guard = &percpu_current()->guard, *before = *guard;
        struct state state = enter();
        bool returned;

        *guard = &own;
        returned = trap_call_guarded(&own, function, argument);
        *guard = before;
        leave(&state);
        if (!returned)
                *ret_trap = own.trap;
        return returned;
}

void trap_unguarded(void (*function)(void *argument), void *argument) {
        struct state state = enter();

        function(argument);
        leave(&state);
}
