/* SPDX-License-Identifier: BSD-2-Clause */
#include "trap.h"

#include "msr.h"
#include "percpu.h"
#include "xics.h"

enum { TRAP_STACK_SIZE = 4096 };

#define DECREMENTER_MAX 0x7fffffffu
#define STATUS_BITS 0x783f0000ull /* of SRR1: the reasons for some interrupts */

bool trap_reset_is_fatal;
void (*trap_unhandled)(const struct trap_frame *frame);

uint64_t trap_error(const struct trap_frame *frame) {
        if (frame->vector == TRAP_DATA_STORAGE || frame->vector == TRAP_ALIGNMENT)
                return frame->dsisr;
        return frame->msr & STATUS_BITS;
}

/* Makes the frame return to the guarded call, whatever code it comes from. */
static void cut_short(struct trap_frame *frame, struct trap_guard *guard) {
        guard->trap = (struct trap){.vector = frame->vector, .error = trap_error(frame), .pc = frame->pc};
        frame->pc = guard->pc;
        frame->msr = MSR_RUN;
        frame->registers[1] = guard->stack;
}

/* What vectors.S calls. Returning resumes what the frame says. External ones are let in one at a time. */
static void handle(struct trap_frame *frame) {
        struct percpu *self = percpu_current();

        if (frame->vector == TRAP_SYSTEM_RESET) {
                self->nmis++;
                if (trap_reset_is_fatal)
                        trap_unhandled(frame);
        } else if (frame->vector == TRAP_EXTERNAL) {
                xics_interrupt();
                frame->msr &= ~MSR_EXTERNAL;
        } else if (frame->vector == TRAP_DECREMENTER) {
                decrementer_write(DECREMENTER_MAX);
                frame->msr &= ~MSR_EXTERNAL;
        } else if (self->guard)
                cut_short(frame, self->guard);
        else
                trap_unhandled(frame);
}

void trap_fill(struct percpu *cpu, unsigned number, uint8_t *stack, size_t size) {
        /* Its lowest part is left to interrupts of code whose stack pointer is not in the rest. */
        cpu->stack = (uint64_t) stack + TRAP_STACK_SIZE;
        cpu->stack_size = size - TRAP_STACK_SIZE;
        cpu->trap_stack = (uint64_t) stack + TRAP_STACK_SIZE;
        cpu->main_stack = (uint64_t) stack + size;
        cpu->handle = handle;
        cpu->number = number;
}

static void install(uint64_t vector) {
        volatile uint32_t *to = (volatile uint32_t *) vector;

        __asm__("" : "+r"(to)); /* the compiler takes a small number for a null pointer */
        for (size_t i = 0; trap_stub + i != trap_stub_end; i++) {
                to[i] = trap_stub[i];
                __asm__ volatile("dcbst 0,%0\n\tsync\n\ticbi 0,%0\n\tisync" : : "r"(to + i) : "memory");
        }
}

/* The firmware is where the vectors are: it is not called any more. */
void trap_install(void) {
        static const uint16_t vectors[] = {0x100, 0x200, 0x300, 0x380, 0x400, 0x480, 0x500, 0x600, 0x700,
                                           0x800, 0x900, 0x980, 0xa00, 0xb00, 0xc00, 0xd00, 0xe00, 0xe20,
                                           0xe40, 0xe60, 0xe80, 0xea0, 0xf00, 0xf20, 0xf40, 0xf60, 0xf80};

        for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
                install(vectors[i]);
        msr_write(MSR_RUN);
        xics_start();
}

void trap_keep_stack(void) {
        struct percpu *self = percpu_current();

        if (self->stack != self->trap_stack)
                return;
        self->stack -= TRAP_STACK_SIZE;
        self->stack_size += TRAP_STACK_SIZE;
}

bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap) {
        struct percpu *self = percpu_current();
        struct trap_guard own = {0}, *before = self->guard;
        bool returned;

        self->guard = &own;
        returned = trap_call_guarded(&own, function, argument);
        self->guard = before;
        if (!returned)
                *ret_trap = own.trap;
        return returned;
}
