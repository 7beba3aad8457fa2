/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions and interrupts. */
#pragma once

#include "arch.h"
#include "interrupt.h"

enum {
        TRAP_DIVIDE_ERROR = 0,
        TRAP_NMI = 2,
        TRAP_UNDEFINED = 6,
        TRAP_DOUBLE_FAULT = 8,
        TRAP_PAGE_FAULT = 14,
        TRAP_EXCEPTIONS = 32,
        TRAP_VECTORS = INTERRUPT_VECTOR + INTERRUPT_LINES,
        TRAP_STUB_SIZE = 16, /* bytes, of each vector's code in asm/vectors.asm */
};

/* What the CPU and the stubs in asm/vectors.asm leave on the stack. */
struct trap_frame {
        uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
        uint64_t vector, error;
        uint64_t rip, cs, rflags, rsp, ss;
};

/* The state that an exception in a guarded call goes back to. */
struct trap_guard {
        uint64_t rsp, rip; /* written by asm/guarded.asm */
        uint16_t cs;
        struct trap trap;
};

/* An entry of the interrupt descriptor table. */
struct gate {
        uint16_t offset_low, selector;
        uint8_t stack, type;
        uint16_t offset_middle;
        uint32_t offset_high, reserved;
};

_Static_assert(sizeof(struct gate) == 16, "");

extern const char trap_stubs[]; /* asm/vectors.asm: the code of all vectors */

/*
 * Fills the table, for the code segment that this is called in, with the stubs. unhandled() is called for an exception outside
 * guarded calls, and for an NMI that is fatal; it must not return.
 */
void trap_fill(const char *stubs, void (*unhandled)(const struct trap_frame *frame));

/* Loads the table on the CPU that calls this. */
void trap_load(void);

/* An NMI is fatal, instead of only being counted. */
extern bool trap_nmi_is_fatal;

/* As trap_guarded() without the safety: an exception is an oops. */
void trap_unguarded(void (*function)(void *argument), void *argument);

/* What the stubs call. Returning resumes what the frame says. */
void trap_handle(struct trap_frame *frame);

/* Shuts the CPU down by an exception that cannot be delivered, which resets the machine. */
_Noreturn void raise_triple_fault(void);
