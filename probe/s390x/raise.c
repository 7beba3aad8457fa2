/* SPDX-License-Identifier: BSD-2-Clause */
/* Program interruptions on purpose, and what becomes of a restart interruption. */
#include "operation.h"
#include "raise.h"
#include "trap.h"

#define NOWHERE 0x7ffffffffffff000ull /* an address at which no machine has storage */

#define INSTRUCTIONS(name, ...)                \
        static void name(void *unused) {       \
                (void) unused;                 \
                __asm__ volatile(__VA_ARGS__); \
        }

INSTRUCTIONS(operation, ".short 0")
INSTRUCTIONS(addressing, "mvhi 0(%0),0" : : "a"(NOWHERE) : "memory")
INSTRUCTIONS(specification, "ex 0,1(%0)" : : "a"(0ul))
INSTRUCTIONS(divide, "lghi 0,1\n\tlghi 1,1\n\tdlgr 0,%0" : : "d"(0ul) : "0", "1", "cc")
INSTRUCTIONS(jump_nowhere, "basr 14,%0" : : "a"(NOWHERE) : "14", "memory")
INSTRUCTIONS(wild_stack, "lgr 1,15\n\tlgr 15,%0\n\t.short 0\n\tlgr 15,1" : : "a"(NOWHERE) : "1")

static const struct raise_kind kinds[] = {
        {"operation", operation, NULL}, {"addressing", addressing, NULL},     {"specification", specification, NULL},
        {"divide", divide, NULL},       {"jump-nowhere", jump_nowhere, NULL}, {"wild-stack", wild_stack, NULL},
};

static void run(void (*raise)(void *argument), void *argument) {
        raise(argument);
}

static void operation_raise(struct call *call) {
        raise_on_request(call, kinds, sizeof(kinds) / sizeof(kinds[0]), run);
}

static void operation_on_nmi(struct call *call) {
        raise_choose_nmi(call, &trap_restart_is_fatal);
}

OPERATIONS({"raise", 1, 1, operation_raise}, {"on-nmi", 1, 1, operation_on_nmi});
