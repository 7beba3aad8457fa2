/* SPDX-License-Identifier: BSD-2-Clause */
#include "descriptor.h"
#include "percpu.h"
#include "trap.h"

enum {
        RFLAGS_TRACE = 1 << 8,
        RFLAGS_INTERRUPTS = 1 << 9,
        RFLAGS_DIRECTION = 1 << 10,
        RFLAGS_PRIVILEGE = 3 << 12,

        SELECTOR_RING = 3,
};

bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument); /* asm/guarded.asm */

struct gate trap_gates[TRAP_VECTORS];

static void (*handle_unhandled)(const struct trap_frame *frame);
static bool nmi_is_fatal;
static struct table_register outer; /* the table to print an oops under: the firmware's, as long as there is one */

static void load_own_table(void) {
        load_interrupts(&(struct table_register){.limit = sizeof(trap_gates) - 1, .base = (uint64_t) trap_gates});
}

static uint64_t disable_interrupts(void) {
        uint64_t flags;

        __asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
        return flags;
}

void trap_set_unhandled(void (*unhandled)(const struct trap_frame *frame)) {
        handle_unhandled = unhandled;
}

void trap_install(void) {
        disable_interrupts();
        load_own_table();
        store_interrupts(&outer);
}

void trap_join(void) {
        load_own_table();
}

/* What trap_guarded() and trap_unguarded() do before and after. */
struct state {
        struct table_register table;
        uint64_t flags;
};

static void enter(struct state *ret_state) {
        ret_state->flags = disable_interrupts();
        store_interrupts(&ret_state->table);
        if (ret_state->table.base != (uint64_t) trap_gates)
                outer = ret_state->table;
        load_own_table();
}

static void leave(const struct state *state) {
        load_interrupts(&state->table);
        if (state->flags & RFLAGS_INTERRUPTS)
                __asm__ volatile("sti" : : : "memory");
}

bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap) {
        struct trap_guard own = {.cs = read_cs()}, **guard = &percpu_current()->guard, *before = *guard;
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

uint64_t trap_nmi_count(void) {
        return percpu_current()->nmi_count;
}

void trap_set_nmi_fatal(bool fatal) {
        nmi_is_fatal = fatal;
}

void trap_count_nmis(uint64_t number) {
        percpu_current()->nmi_count += number;
}

/* Has the frame lead back to the guarded call, whatever code it comes from: that may have had other segments. */
static void cut_short(struct trap_frame *frame, struct trap_guard *guard) {
        guard->trap = (struct trap){.vector = frame->vector, .error = frame->error, .pc = frame->rip};
        if (frame->cs & SELECTOR_RING)
                frame->ss = 0; /* as the CPU leaves it when it comes from there */
        frame->cs = guard->cs;
        frame->rip = guard->rip;
        frame->rsp = guard->rsp;
        frame->rflags &= ~(uint64_t) (RFLAGS_DIRECTION | RFLAGS_TRACE | RFLAGS_PRIVILEGE);
}

void trap_handle(struct trap_frame *frame) {
        struct trap_guard *guard = percpu_current()->guard;

        if (frame->vector == TRAP_NMI) {
                trap_count_nmis(1);
                if (nmi_is_fatal)
                        handle_unhandled(frame);
                return;
        }
        if (frame->vector >= INTERRUPT_VECTOR) {
                interrupt_end((unsigned) frame->vector);
                return;
        }
        if (guard && frame->vector != TRAP_DOUBLE_FAULT) {
                cut_short(frame, guard);
                return;
        }
        load_interrupts(&outer);
        handle_unhandled(frame);
}
