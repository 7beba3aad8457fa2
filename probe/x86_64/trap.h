/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions and interrupts of this CPU. */
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

extern struct gate trap_gates[TRAP_VECTORS];

/* Fills the table, for the code segment that this is called in. */
void vectors_fill(void);

/* What is called for an exception outside guarded calls, and for an NMI that is fatal; it must not return. */
void trap_set_unhandled(void (*unhandled)(const struct trap_frame *frame));

/* Gives the calling CPU, another than the first, the table, once it is installed. */
void trap_join(void);

/* As trap_guarded() without the safety: an exception is an oops. */
void trap_unguarded(void (*function)(void *argument), void *argument);

/* NMIs that have come in on this CPU. They are counted, and nothing else, unless they are fatal. */
uint64_t trap_nmi_count(void);

/* From now on an NMI is an oops, or is only counted. */
void trap_set_nmi_fatal(bool fatal);

/* Counts NMIs that came in past the table. */
void trap_count_nmis(uint64_t number);

/* What the stubs call. Returning resumes what the frame says. */
void trap_handle(struct trap_frame *frame);

/* Says on the wire what is known about an exception, prints it on the console, and stops this CPU. */
_Noreturn void oops_print(const struct trap_frame *frame);

/* What is called once an oops is on the console. */
void oops_set_report(void (*report)(void));

/* Shuts the CPU down by an exception that can be delivered in no way, which resets the machine. */
_Noreturn void raise_triple_fault(void);
