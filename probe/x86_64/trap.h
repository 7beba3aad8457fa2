/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions of this CPU: survived where an operation asks for that, printed as an oops everywhere else. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
        TRAP_DIVIDE_ERROR = 0,
        TRAP_NMI = 2,
        TRAP_UNDEFINED = 6,
        TRAP_DOUBLE_FAULT = 8,
        TRAP_PAGE_FAULT = 14,
        TRAP_EXCEPTIONS = 32,
        TRAP_VECTORS = 48, /* with those of the interrupt controllers */
};

/* What the CPU and the stubs in asm/traps.asm leave on the stack. */
struct trap_frame {
        uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
        uint64_t vector, error;
        uint64_t rip, cs, rflags, rsp, ss;
};

/* An exception that was survived. */
struct trap {
        uint64_t vector, error, rip;
};

/* Prepares the interrupt descriptor table, for the code segment that this is called in. */
void trap_prepare(void);

/* Makes the table the CPU's own for good, and disables interrupts. */
void trap_install(void);

/* Makes it that of another CPU, once it is installed. */
void trap_join(void);

/*
 * Calls function(argument) with the table in force and interrupts disabled. True if it returned; false, with *ret_trap
 * set, if an exception ended it. What the function calls must not rely on firmware.
 */
bool trap_guarded(void (*function)(void *argument), void *argument, struct trap *ret_trap);

/* The same without the safety: an exception is an oops. */
void trap_unguarded(void (*function)(void *argument), void *argument);

/* NMIs that have come in on this CPU. They are counted, and nothing else, if not said otherwise. */
uint64_t trap_nmi_count(void);

/* From now on an NMI is an oops, or is counted again. */
void trap_set_nmi_fatal(bool fatal);

/* Counts those that came in past the table. */
void trap_count_nmis(uint64_t number);

/* Prints what is known about an exception, tells the wire, and stops this CPU. */
_Noreturn void oops(const struct trap_frame *frame);
