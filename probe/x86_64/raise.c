/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions on request, and the handling of NMIs. */
#include "console.h"
#include "cpu.h"
#include "operation.h"
#include "percpu.h"
#include "platform.h"
#include "raise.h"
#include "trap.h"

#define NOWHERE 0xffff800000000000ull       /* an address that neither kernel nor firmware maps */
#define NOT_CANONICAL 0x8000000000000000ull /* an invalid address */
#define PATIENCE_MICROSECONDS 200000u       /* how long to wait for another CPU */

#define INSTRUCTIONS(name, ...)                \
        static void name(void *unused) {       \
                (void) unused;                 \
                __asm__ volatile(__VA_ARGS__); \
        }

INSTRUCTIONS(null_read, "movb (%0), %%al" : : "r"(0ul) : "rax")
INSTRUCTIONS(null_write, "movb $0, (%0)" : : "r"(0ul) : "memory")
INSTRUCTIONS(jump_nowhere, "call *%0" : : "r"(NOWHERE) : "memory")
INSTRUCTIONS(divide_error, "div %0" : : "r"(0ul), "a"(1ul), "d"(0ul) : "cc")
INSTRUCTIONS(breakpoint, "int3")
INSTRUCTIONS(undefined, "ud2")
INSTRUCTIONS(general_protection, "movb (%0), %%al" : : "r"(NOT_CANONICAL) : "rax")
INSTRUCTIONS(selector, "mov %0, %%fs" : : "r"(0xfff8u))
INSTRUCTIONS(stack_overflow, "0: push $0; jmp 0b")
INSTRUCTIONS(wild_frame, "push %%rbp; mov %0, %%rbp; ud2; pop %%rbp" : : "r"(NOT_CANONICAL + 8))

/* An assertion that fails. */
static void assertion(void *unused) {
        (void) unused;
        console_print("assertion failed: the probe lives on (%s:%u)\n", __FILE__, (unsigned) __LINE__);
        __asm__ volatile("ud2");
}

static void spin(void *unused) {
        (void) unused;
        for (;;)
                cpu_relax();
}

/*
 * A CPU that does not answer, while another waits for it for a limited time: as in CLOCK_WATCHDOG_TIMEOUT, or a hard
 * lockup.
 */
static void cpu_stall(void *unused) {
        (void) unused;
        cpus_begin(1, spin, NULL);
        platform.stall(PATIENCE_MICROSECONDS);
        console_print("assertion failed: CPU 1 does not answer (%s:%u)\n", __FILE__, (unsigned) __LINE__);
        __asm__ volatile("ud2");
}

static const char *no_bounded_stack(void) {
        return platform.bounded_stack ? NULL : "no unmapped page bounds the stack";
}

static const char *no_other_cpu(void) {
        return cpus_count() < 2 ? "no other CPU is running" : NULL;
}

static const struct raise_kind kinds[] = {
        {"null-read", null_read, NULL},
        {"null-write", null_write, NULL},
        {"jump-nowhere", jump_nowhere, NULL},
        {"de", divide_error, NULL},
        {"bp", breakpoint, NULL},
        {"ud", undefined, NULL},
        {"gp", general_protection, NULL},
        {"selector", selector, NULL},
        {"stack-overflow", stack_overflow, no_bounded_stack},
        {"wild-frame", wild_frame, NULL},
        {"assertion", assertion, NULL},
        {"cpu-stall", cpu_stall, no_other_cpu},
};

void raise_triple_fault(void) {
        static const struct table_register nothing;

        __asm__ volatile("cli; lidt %0; int3" : : "m"(nothing));
        __builtin_unreachable();
}

/* triple-fault */
static void operation_triple_fault(struct call *call) {
        call_ok_now(call);
        raise_triple_fault();
}

static void operation_raise(struct call *call) {
        raise_on_request(call, kinds, sizeof(kinds) / sizeof(kinds[0]), trap_unguarded);
}

static void operation_on_nmi(struct call *call) {
        raise_choose_nmi(call, &trap_nmi_is_fatal);
}

OPERATIONS({"raise", 1, 1, operation_raise}, {"triple-fault", 0, 0, operation_triple_fault},
           {"on-nmi", 1, 1, operation_on_nmi});
