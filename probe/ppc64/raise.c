/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts on purpose, and what becomes of a system reset. */
#include "operation.h"
#include "msr.h"
#include "raise.h"
#include "trap.h"

#define NOWHERE 0x0ffffffffffff000ull /* an address at which no machine has memory */

/* Each has a frame, because it says that it changes the link register: its caller is in the backtrace. */
#define INSTRUCTIONS(name, ...)                \
        static void name(void *unused) {       \
                (void) unused;                 \
                __asm__ volatile(__VA_ARGS__); \
        }

INSTRUCTIONS(illegal, ".long 0" : : : "lr")
INSTRUCTIONS(trap, "tw 31,0,0" : : : "lr")
INSTRUCTIONS(floating_point, ".machine push\n\t.machine power7\n\tfadd 0,0,0\n\t.machine pop" : : : "lr")
INSTRUCTIONS(system_call, "sc" : : : "lr", "0", "3", "memory")
INSTRUCTIONS(alignment, "lwarx 0,0,%0" : : "r"(1ul) : "lr", "0")
INSTRUCTIONS(wild_stack, "mr 0,1\n\tmr 1,%0\n\t.long 0\n\tmr 1,0" : : "r"(NOWHERE) : "lr", "0")

/* With relocation on, and without segments, no data has an address. */
static void segment(void *unused) {
        (void) unused;
        __asm__ volatile("mtmsrd %0\n\tisync\n\tld 0,0(%1)\n\tmtmsrd %2\n\tisync"
                         :
                         : "r"(MSR_RUN | MSR_DATA_RELOCATION), "b"(NOWHERE), "r"(MSR_RUN)
                         : "lr", "0", "memory");
}

static const struct raise_kind kinds[] = {
        {"illegal", illegal, NULL},         {"trap", trap, NULL},
        {"segment", segment, NULL},         {"floating-point", floating_point, NULL},
        {"system-call", system_call, NULL}, {"alignment", alignment, NULL},
        {"wild-stack", wild_stack, NULL},
};

static void run(void (*raise)(void *argument), void *argument) {
        raise(argument);
}

static void operation_raise(struct call *call) {
        raise_on_request(call, kinds, sizeof(kinds) / sizeof(kinds[0]), run);
}

static void operation_on_nmi(struct call *call) {
        raise_choose_nmi(call, &trap_reset_is_fatal);
}

OPERATIONS({"raise", 1, 1, operation_raise}, {"on-nmi", 1, 1, operation_on_nmi});
