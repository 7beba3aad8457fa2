/* SPDX-License-Identifier: BSD-2-Clause */
#include "trap.h"

#include "cpu.h"
#include "csr.h"

void (*trap_unhandled)(const struct trap_frame *frame);

/* Makes the frame return to the guarded call, if there is one. */
static void handle(struct trap_frame *frame) {
        struct trap_guard *guard = percpu_current()->guard;

        if (!guard) {
                trap_unhandled(frame);
                return;
        }
        guard->trap = (struct trap){.vector = frame->cause, .error = frame->value, .pc = frame->pc};
        frame->pc = guard->pc;
        frame->x[2] = guard->sp;
}

void trap_load(void) {
        trap_handler = handle;
        CLEAR_CSR(sstatus, SSTATUS_INTERRUPTS);
        WRITE_CSR(stvec, trap_entry);
}

void trap_install(void) {
        trap_load();
}

bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap) {
        struct trap_guard own = {0}, **guard = &percpu_current()->guard, *before = *guard;
        bool returned;

        *guard = &own;
        returned = trap_call_guarded(&own, function, argument);
        *guard = before;
        if (!returned)
                *ret_trap = own.trap;
        return returned;
}
