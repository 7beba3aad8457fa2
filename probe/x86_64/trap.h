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
        TRAP_STUB_SIZE = 16, /* the size of each vector's code in asm/vectors.asm */
};

/* What the CPU and the stubs in asm/vectors.asm push on the stack. */
struct trap_frame {
        uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
        uint64_t vector, error;
        uint64_t rip, cs, rflags, rsp, ss;
};

/* The state that an exception in a guarded call returns to. */
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
 * Fills the table with the stubs, for the current code segment. unhandled() is called for an exception outside guarded
 * calls, and for an NMI that is fatal; it must not return.
 */
void trap_fill(const char *stubs, void (*unhandled)(const struct trap_frame *frame));

/* Loads the table on the calling CPU. */
void trap_load(void);

/* True if an NMI is fatal; otherwise NMIs are only counted. */
extern bool trap_nmi_is_fatal;

/* As trap_guarded(), but an exception is an oops. */
void trap_unguarded(void (*function)(void *argument), void *argument);

/* Called by the stubs. When it returns, execution resumes as the frame says. */
void trap_handle(struct trap_frame *frame);

/* Resets the machine by a triple fault: an exception that the CPU cannot deliver. */
_Noreturn void raise_triple_fault(void);
