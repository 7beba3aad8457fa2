/* SPDX-License-Identifier: BSD-2-Clause */
#include "trap.h"

#include "percpu.h"
#include "sclp.h"

enum { TRAP_STACK_SIZE = 4096 };

bool trap_restart_is_fatal;
void (*trap_unhandled)(const struct trap_frame *frame);

/* Makes the frame return to the guarded call, whatever code it comes from. */
static void cut_short(struct trap_frame *frame, struct trap_guard *guard) {
        volatile struct lowcore *lowcore = lowcore_own();
        bool program = frame->kind == TRAP_PROGRAM;

        /* An instruction that is suppressed is the one before the address. */
        guard->trap = (struct trap){
                .vector = program ? lowcore->program_code & PROGRAM_CODE : TRAP_VECTOR(frame->kind),
                .error = program ? lowcore->translation_exception : 0,
                .pc = frame->psw.address - (program ? lowcore->program_length : 0),
        };
        frame->psw = (struct psw){PSW_RUN, guard->pc};
        frame->registers[15] = guard->stack;
}

/* What vectors.S calls. Returning resumes what the frame says. */
static void handle(struct trap_frame *frame) {
        struct percpu *self = percpu_current();

        if (frame->kind == TRAP_EXTERNAL) {
                sclp_interrupt();
                frame->psw.mask &= ~(uint64_t) (PSW_WAIT | PSW_EXTERNAL); /* they are let in one at a time */
        }
        if (frame->kind == TRAP_RESTART)
                self->restarts++;
        if (self->guard && (frame->kind == TRAP_PROGRAM || self->guard_any))
                cut_short(frame, self->guard);
        else if (!(frame->kind == TRAP_EXTERNAL || (frame->kind == TRAP_RESTART && !trap_restart_is_fatal)))
                trap_unhandled(frame);
}

void trap_fill(volatile struct lowcore *lowcore, unsigned number, uint8_t *stack, size_t size) {
        static const char *const entries[TRAP_KINDS] = {
                [TRAP_RESTART] = trap_entry_restart, [TRAP_EXTERNAL] = trap_entry_external, [TRAP_SVC] = trap_entry_svc,
                [TRAP_PROGRAM] = trap_entry_program, [TRAP_MACHINE] = trap_entry_machine,   [TRAP_IO] = trap_entry_io,
        };

        for (unsigned kind = 0; kind < TRAP_KINDS; kind++) {
                lowcore->new[kind].mask = PSW_RUN;
                lowcore->new[kind].address = (uint64_t) entries[kind];
        }
        /* Its lowest part is left to interruptions of code whose stack pointer is not in the rest. */
        lowcore->stack = (uint64_t) stack + TRAP_STACK_SIZE;
        lowcore->stack_size = size - TRAP_STACK_SIZE;
        lowcore->trap_stack = (uint64_t) stack + TRAP_STACK_SIZE;
        lowcore->main_stack = (uint64_t) stack + size;
        lowcore->handle = handle;
        lowcore->number = number;
}

void trap_install(void) {
        sclp_listen(); /* its interruptions are let in where they are awaited */
}

void trap_keep_stack(void) {
        volatile struct lowcore *lowcore = lowcore_own();

        if (lowcore->stack != lowcore->trap_stack)
                return;
        lowcore->stack -= TRAP_STACK_SIZE;
        lowcore->stack_size += TRAP_STACK_SIZE;
}

static bool call(void (*function)(void *), void *argument, bool any, struct trap *ret_trap) {
        struct percpu *self = percpu_current();
        struct trap_guard own = {0}, *before = self->guard;
        bool before_any = self->guard_any, returned;

        self->guard = &own;
        self->guard_any = any;
        returned = trap_call_guarded(&own, function, argument);
        self->guard = before;
        self->guard_any = before_any;
        if (!returned)
                *ret_trap = own.trap;
        return returned;
}

bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap) {
        return call(function, argument, false, ret_trap);
}

bool trap_interrupted(void (*function)(void *argument), void *argument, struct trap *ret_trap) {
        return call(function, argument, true, ret_trap);
}
