/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions on purpose. */
#include "console.h"
#include "operation.h"
#include "raise.h"
#include "trap.h"

#define NOWHERE 0xffff00000000ull /* an address at which no machine has anything */

#define INSTRUCTIONS(name, ...)                \
        static void name(void *unused) {       \
                (void) unused;                 \
                __asm__ volatile(__VA_ARGS__); \
        }

INSTRUCTIONS(illegal, "unimp")
INSTRUCTIONS(breakpoint, "ebreak")
INSTRUCTIONS(data_read, "lb zero, 0(%0)" : : "r"(NOWHERE) : "memory")
INSTRUCTIONS(data_write, "sb zero, 0(%0)" : : "r"(NOWHERE) : "memory")
INSTRUCTIONS(jump_nowhere, "jalr %0" : : "r"(NOWHERE) : "ra", "memory")
INSTRUCTIONS(wild_stack, "mv t1, sp\n\tmv sp, %0\n\tunimp\n\tmv sp, t1" : : "r"(NOWHERE) : "t1")
INSTRUCTIONS(wild_frame, "mv t1, s0\n\tmv s0, %0\n\tunimp\n\tmv s0, t1" : : "r"(NOWHERE) : "t1")

/* An assertion that fails. */
static void assertion(void *unused) {
        (void) unused;
        console_print("assertion failed: the probe lives on (%s:%u)\n", __FILE__, (unsigned) __LINE__);
        __asm__ volatile("unimp");
}

static const struct raise_kind kinds[] = {
        {"undefined", illegal, NULL},     {"breakpoint", breakpoint, NULL},     {"data-read", data_read, NULL},
        {"data-write", data_write, NULL}, {"jump-nowhere", jump_nowhere, NULL}, {"wild-stack", wild_stack, NULL},
        {"wild-frame", wild_frame, NULL}, {"assertion", assertion, NULL},
};

/* An exception outside guarded calls is an oops. */
static void run(void (*raise)(void *argument), void *argument) {
        raise(argument);
}

static void operation_raise(struct call *call) {
        raise_on_request(call, kinds, sizeof(kinds) / sizeof(kinds[0]), run);
}

OPERATIONS({"raise", 1, 1, operation_raise});
