/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions on purpose. */
#include "console.h"
#include "operation.h"
#include "raise.h"
#include "trap.h"

#define NOWHERE 0xffff00000000ull /* an address at which no machine has anything */
#define MISALIGNED (NOWHERE + 1)

#define INSTRUCTIONS(name, ...)                \
        static void name(void *unused) {       \
                (void) unused;                 \
                __asm__ volatile(__VA_ARGS__); \
        }

INSTRUCTIONS(undefined, "udf #0")
INSTRUCTIONS(breakpoint, "brk #0")
INSTRUCTIONS(supervisor_call, "svc #0")
INSTRUCTIONS(data_read, "ldrb wzr, [%0]" : : "r"(NOWHERE) : "memory")
INSTRUCTIONS(data_write, "strb wzr, [%0]" : : "r"(NOWHERE) : "memory")
INSTRUCTIONS(jump_nowhere, "blr %0" : : "r"(NOWHERE) : "x30", "memory")
INSTRUCTIONS(jump_misaligned, "blr %0" : : "r"(MISALIGNED) : "x30", "memory")
INSTRUCTIONS(wild_stack, "mov x1, sp\n\tmov sp, %0\n\tudf #0\n\tmov sp, x1" : : "r"(NOWHERE) : "x1")
INSTRUCTIONS(wild_frame, "mov x1, x29\n\tmov x29, %0\n\tudf #0\n\tmov x29, x1" : : "r"(NOWHERE) : "x1")

/* An assertion that fails. */
static void assertion(void *unused) {
        (void) unused;
        console_print("assertion failed: the probe lives on (%s:%u)\n", __FILE__, (unsigned) __LINE__);
        __asm__ volatile("udf #0");
}

static const struct raise_kind kinds[] = {
        {"undefined", undefined, NULL},
        {"breakpoint", breakpoint, NULL},
        {"supervisor-call", supervisor_call, NULL},
        {"data-read", data_read, NULL},
        {"data-write", data_write, NULL},
        {"jump-nowhere", jump_nowhere, NULL},
        {"jump-misaligned", jump_misaligned, NULL},
        {"wild-stack", wild_stack, NULL},
        {"wild-frame", wild_frame, NULL},
        {"assertion", assertion, NULL},
};

static void operation_raise(struct call *call) {
        raise_on_request(call, kinds, sizeof(kinds) / sizeof(kinds[0]), trap_unguarded);
}

OPERATIONS({"raise", 1, 1, operation_raise});
