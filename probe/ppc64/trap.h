/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts: Power ISA, book III, "Interrupt Definitions". */
#pragma once

#include "arch.h"
#include "vectors.h"

struct percpu;

/* What vectors.S leaves on the stack. */
struct trap_frame {
        uint64_t registers[32], pc, msr, ctr, lr, xer, cr, dar, dsisr, vector, unused;
};

_Static_assert(offsetof(struct trap_frame, pc) == FRAME_PC, "");
_Static_assert(offsetof(struct trap_frame, msr) == FRAME_MSR, "");
_Static_assert(offsetof(struct trap_frame, dsisr) == FRAME_DSISR, "");
_Static_assert(offsetof(struct trap_frame, vector) == FRAME_VECTOR, "");
_Static_assert(sizeof(struct trap_frame) == FRAME_SIZE, "");

/* The state that an interrupt of a guarded call goes back to. */
struct trap_guard {
        uint64_t stack, pc; /* written by vectors.S */
        struct trap trap;
};

enum {
        TRAP_SYSTEM_RESET = 0x100,
        TRAP_MACHINE_CHECK = 0x200,
        TRAP_DATA_STORAGE = 0x300,
        TRAP_DATA_SEGMENT = 0x380,
        TRAP_INSTRUCTION_STORAGE = 0x400,
        TRAP_INSTRUCTION_SEGMENT = 0x480,
        TRAP_EXTERNAL = 0x500,
        TRAP_ALIGNMENT = 0x600,
        TRAP_PROGRAM = 0x700,
        TRAP_FLOATING_POINT = 0x800,
        TRAP_DECREMENTER = 0x900,
        TRAP_SYSTEM_CALL = 0xc00,
};

/* Prepares a CPU for interrupts, and for its start. The stack grows down from its end. */
void trap_fill(struct percpu *cpu, unsigned number, uint8_t *stack, size_t size);

/* A system reset, which is what the monitor's inject-nmi causes, is an oops, instead of only being counted. */
extern bool trap_reset_is_fatal;

/* From now on an interrupt of code on the stack that interrupts are given leaves that code's part of it alone. */
void trap_keep_stack(void);

/* What is called for an interrupt that nothing expects; it must not return. */
extern void (*trap_unhandled)(const struct trap_frame *frame);

/* What the processor says of an interrupt, besides its vector. */
uint64_t trap_error(const struct trap_frame *frame);

/* vectors.S */
bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument);
extern const uint32_t trap_stub[], trap_stub_end[];
extern const char cpu_entry[];
