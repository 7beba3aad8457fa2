/* SPDX-License-Identifier: BSD-2-Clause */
/* Interruptions that lead to themselves, endlessly. */
#include "operation.h"
#include "trap.h"

#define CONTROL_CLOCK_COMPARATOR 0x800ull /* of control register 0: it lets these interruptions in */
#define PLACE 0x2000ull                   /* behind the lowcore, where nothing else is */
#define BRANCH_TO_ITSELF 0xa7f40000u

/* The clock comparator is in the past for good, and its interruption loads a PSW that lets it in again. */
static void loop_external(void) {
        volatile struct lowcore *lowcore = lowcore_own();
        static const uint64_t past = 0;
        struct psw again = {PSW_RUN | PSW_EXTERNAL, PLACE};
        uint64_t control;

        *(volatile uint32_t *) PLACE = BRANCH_TO_ITSELF;
        lowcore->new[TRAP_EXTERNAL] = again;
        __asm__ volatile("sckc %0" : : "Q"(past) : "memory");
        __asm__ volatile("stctg 0,0,%0" : "=Q"(control));
        control |= CONTROL_CLOCK_COMPARATOR;
        __asm__ volatile("lctlg 0,0,%0" : : "Q"(control) : "memory");
        psw_load(&again);
}

/* Addresses of 64 bits are asked for by two bits of the mask, of which one alone is invalid. */
static void loop_program(void) {
        lowcore_own()->new[TRAP_PROGRAM].mask = PSW_BIT(31);
        __asm__ volatile(".short 0" : : : "memory");
}

static void loop_operation(void) {
        *(volatile uint16_t *) PLACE = 0; /* no operation has that code */
        lowcore_own()->new[TRAP_PROGRAM].address = PLACE;
        __asm__ volatile(".short 0" : : : "memory");
}

/* loop KIND */
static void operation_loop(struct call *call) {
        const char *kind = call->argument[0];
        void (*loop)(void) = wire_same(kind, "external")    ? loop_external
                             : wire_same(kind, "program")   ? loop_program
                             : wire_same(kind, "operation") ? loop_operation
                                                            : NULL;

        if (!loop) {
                call_error(call, "bad-argument", "KIND is none of external program operation");
                return;
        }
        call_ok_now(call);
        loop();
}

OPERATIONS({"loop", 1, 1, operation_loop});
