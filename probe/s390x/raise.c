/* SPDX-License-Identifier: BSD-2-Clause */
/* Program interruptions on purpose, and what becomes of a restart interruption. */
#include "operation.h"
#include "sender.h"
#include "trap.h"

#define NOWHERE 0x7ffffffffffff000ull /* an address at which no machine has storage */

#define INSTRUCTIONS(name, ...)                \
        static void name(void) {               \
                __asm__ volatile(__VA_ARGS__); \
        }

INSTRUCTIONS(operation, ".short 0")
INSTRUCTIONS(addressing, "mvhi 0(%0),0" : : "a"(NOWHERE) : "memory")
INSTRUCTIONS(specification, "ex 0,1(%0)" : : "a"(0ul))
INSTRUCTIONS(divide, "lghi 0,1\n\tlghi 1,1\n\tdlgr 0,%0" : : "d"(0ul) : "0", "1", "cc")
INSTRUCTIONS(jump_nowhere, "basr 14,%0" : : "a"(NOWHERE) : "14", "memory")
INSTRUCTIONS(wild_stack, "lgr 1,15\n\tlgr 15,%0\n\t.short 0\n\tlgr 15,1" : : "a"(NOWHERE) : "1")

static const struct {
        const char *name;
        void (*raise)(void);
} kinds[] = {
        {"operation", operation}, {"addressing", addressing},     {"specification", specification},
        {"divide", divide},       {"jump-nowhere", jump_nowhere}, {"wild-stack", wild_stack},
};

/* raise KIND */
static void operation_raise(struct call *call) {
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                if (!wire_same(kinds[i].name, call->argument[0]))
                        continue;
                call_ok_now(call);
                kinds[i].raise();
                send_remark("it raised nothing");
                return;
        }
        call_error(call, "bad-argument", "KIND is none of");
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
                wire_put_word(call->answer, kinds[i].name);
}

/* on-nmi WHAT */
static void operation_on_nmi(struct call *call) {
        bool fatal = wire_same(call->argument[0], "oops");

        if (!fatal && !wire_same(call->argument[0], "count")) {
                call_error(call, "bad-argument", "WHAT is none of count oops");
                return;
        }
        trap_restart_is_fatal = fatal;
        call_ok(call);
}

OPERATIONS({"raise", 1, 1, operation_raise}, {"on-nmi", 1, 1, operation_on_nmi});
