/* SPDX-License-Identifier: BSD-2-Clause */
#include "cpu.h"
#include "percpu.h"
#include "platform.h"
#include "trap.h"

enum {
        RFLAGS_TRACE = 1 << 8,
        RFLAGS_INTERRUPTS = 1 << 9,
        RFLAGS_DIRECTION = 1 << 10,
        RFLAGS_PRIVILEGE = 3 << 12,

        PRESENT_INTERRUPT = 0x8e, /* the type of a present interrupt gate */
};

bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument); /* asm/guarded.asm */

bool trap_nmi_is_fatal;

static struct gate gates[TRAP_VECTORS];
static void (*handle_unhandled)(const struct trap_frame *frame);
static struct table_register outer; /* the IDT that was active before: the firmware's, while there is one */

void trap_fill(const char *stubs, void (*unhandled)(const struct trap_frame *frame)) {
        handle_unhandled = unhandled;
        for (size_t i = 0; i < TRAP_VECTORS; i++) {
                uint64_t stub = (uint64_t) stubs + i * TRAP_STUB_SIZE;

                gates[i] = (struct gate){
                        .offset_low = (uint16_t) stub,
                        .offset_middle = (uint16_t) (stub >> 16),
                        .offset_high = (uint32_t) (stub >> 32),
                        .selector = (uint16_t) READ_REGISTER(cs),
                        .stack = i == TRAP_DOUBLE_FAULT ? platform.fault_stack : 0,
                        .type = PRESENT_INTERRUPT,
                };
        }
}

void trap_load(void) {
        LOAD_TABLE(lidt, TABLE_REGISTER(gates));
}

static uint64_t disable_interrupts(void) {
        uint64_t flags;

        __asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
        return flags;
}

void trap_install(void) {
        disable_interrupts();
        trap_load();
        STORE_TABLE(sidt, outer);
}

/* What trap_guarded() and trap_unguarded() save and restore. */
struct state {
        struct table_register table;
        uint64_t flags;
};

static void enter(struct state *ret_state) {
        ret_state->flags = disable_interrupts();
        STORE_TABLE(sidt, ret_state->table);
        if (ret_state->table.base != (uint64_t) gates)
                outer = ret_state->table;
        trap_load();
}

static void leave(const struct state *state) {
        LOAD_TABLE(lidt, state->table);
        if (state->flags & RFLAGS_INTERRUPTS)
                __asm__ volatile("sti" : : : "memory");
}

bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap) {
        struct trap_guard own = {.cs = (uint16_t) READ_REGISTER(cs)}, **guard = &percpu_current()->guard,
                          *before = *guard;
        struct state state;
        bool returned;

        enter(&state);
        *guard = &own;
        returned = trap_call_guarded(&own, function, argument);
        *guard = before;
        leave(&state);
        if (!returned)
                *ret_trap = own.trap;
        return returned;
}

void trap_unguarded(void (*function)(void *argument), void *argument) {
        struct state state;

        enter(&state);
        function(argument);
        leave(&state);
}

/* Makes the frame return to the guarded call. The code that raised the exception may have had other segments. */
static void cut_short(struct trap_frame *frame, struct trap_guard *guard) {
        guard->trap = (struct trap){.vector = frame->vector, .error = frame->error, .pc = frame->rip};
        if (frame->cs & SELECTOR_RING)
                frame->ss = 0; /* as the CPU leaves it after a change of the privilege level */
        frame->cs = guard->cs;
        frame->rip = guard->rip;
        frame->rsp = guard->rsp;
        frame->rflags &= ~(uint64_t) (RFLAGS_DIRECTION | RFLAGS_TRACE | RFLAGS_PRIVILEGE);
}

void trap_handle(struct trap_frame *frame) {
        struct percpu *self = percpu_current();

        if (frame->vector == TRAP_NMI) {
                self->nmi_count++;
                if (trap_nmi_is_fatal)
                        handle_unhandled(frame);
                return;
        }
        if (frame->vector >= INTERRUPT_VECTOR) {
                interrupt_end((unsigned) frame->vector);
                frame->rip = interrupt_return(frame->rip);
                return;
        }
        if (self->guard && frame->vector != TRAP_DOUBLE_FAULT) {
                cut_short(frame, self->guard);
                return;
        }
        LOAD_TABLE(lidt, outer);
        handle_unhandled(frame);
}
