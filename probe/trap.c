/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>

#include "interrupt.h"
#include "io.h"
#include "platform.h"
#include "trap.h"

#define TRAP_STUB_SIZE 16

enum {
        GATE_PRESENT_INTERRUPT = 0x8e,
        RFLAGS_TRACE = 1 << 8,
        RFLAGS_INTERRUPTS = 1 << 9,
        RFLAGS_DIRECTION = 1 << 10,
};

struct gate {
        uint16_t offset_low, selector;
        uint8_t stack, type;
        uint16_t offset_middle;
        uint32_t offset_high, reserved;
};

struct table_register {
        uint16_t limit;
        uint64_t base;
} __attribute__((packed));

_Static_assert(INTERRUPT_VECTOR + INTERRUPT_LINES == TRAP_VECTORS, "");
_Static_assert(sizeof(struct gate) == 16, "");
_Static_assert(sizeof(struct table_register) == 10, "");

/* The state that an exception in a guarded call goes back to. */
struct trap_guard {
        uint64_t rsp, rip; /* asm/traps.asm writes these */
        struct trap trap;
};

/* asm/traps.asm */
extern const char trap_stubs[];
bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument);
void trap_handle(struct trap_frame *frame);

static struct gate gates[TRAP_VECTORS];
static struct table_register outer; /* the table to print an oops under: the firmware's, as long as there is one */
static struct trap_guard *guard;    /* of the guarded call we are in */
static uint64_t nmi_count;

static void load_table(const struct table_register *table) {
        __asm__ volatile("lidt %0" : : "m"(*table));
}

static void store_table(struct table_register *ret_table) {
        __asm__ volatile("sidt %0" : "=m"(*ret_table));
}

static void load_own_table(void) {
        load_table(&(struct table_register){.limit = sizeof(gates) - 1, .base = (uint64_t) gates});
}

static uint64_t disable_interrupts(void) {
        uint64_t flags;

        __asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
        return flags;
}

void trap_prepare(void) {
        uint16_t code;

        __asm__("mov %%cs, %0" : "=r"(code));
        for (size_t i = 0; i < TRAP_VECTORS; i++) {
                uint64_t stub = (uint64_t) trap_stubs + i * TRAP_STUB_SIZE;

                gates[i] = (struct gate){
                        .offset_low = (uint16_t) stub,
                        .offset_middle = (uint16_t) (stub >> 16),
                        .offset_high = (uint32_t) (stub >> 32),
                        .selector = code,
                        .stack = i == TRAP_DOUBLE_FAULT ? platform.fault_stack : 0,
                        .type = GATE_PRESENT_INTERRUPT,
                };
        }
}

void trap_install(void) {
        disable_interrupts();
        load_own_table();
        store_table(&outer);
}

/* What trap_guarded() and trap_unguarded() do before and after. */
struct state {
        struct table_register table;
        uint64_t flags;
};

static void enter(struct state *ret_state) {
        ret_state->flags = disable_interrupts();
        store_table(&ret_state->table);
        if (ret_state->table.base != (uint64_t) gates)
                outer = ret_state->table;
        load_own_table();
}

static void leave(const struct state *state) {
        load_table(&state->table);
        if (state->flags & RFLAGS_INTERRUPTS)
                __asm__ volatile("sti" : : : "memory");
}

bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap) {
        struct trap_guard own, *before = guard;
        struct state state;
        bool returned;

        enter(&state);
        guard = &own;
        returned = trap_call_guarded(&own, function, argument);
        guard = before;
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
        return nmi_count;
}

/* What the stubs call. Returning resumes what the frame says. */
void trap_handle(struct trap_frame *frame) {
        if (frame->vector == TRAP_NMI) {
                nmi_count++;
                return;
        }
        if (frame->vector >= INTERRUPT_VECTOR) {
                interrupt_end((unsigned) frame->vector);
                return;
        }
        if (!guard || frame->vector == TRAP_DOUBLE_FAULT) {
                load_table(&outer);
                oops(frame);
        }
        guard->trap = (struct trap){.vector = frame->vector, .error = frame->error, .rip = frame->rip};
        frame->rip = guard->rip;
        frame->rsp = guard->rsp;
        frame->rflags &= ~(uint64_t) (RFLAGS_DIRECTION | RFLAGS_TRACE);
}
