/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions: RISC-V Privileged Architecture, "Supervisor-Level ISA". */
#pragma once

#define TRAP_STACK_SIZE 16384 /* for exceptions, of each CPU; and for other code, except on the first */

/* Offsets in struct trap_frame, which vectors.S uses. */
#define TRAP_FRAME_SIZE 304
#define TRAP_FRAME_SP 16
#define TRAP_FRAME_PC 256
#define TRAP_FRAME_STATUS 264
#define TRAP_FRAME_CAUSE 272
#define TRAP_FRAME_VALUE 280
#define TRAP_FRAME_NESTED 288

#ifndef __ASSEMBLER__

#include "arch.h"

/* What vectors.S leaves on the stack; x[0] is not used. */
struct trap_frame {
        uint64_t x[32], pc, status, cause, value, nested, unused;
};

_Static_assert(sizeof(struct trap_frame) == TRAP_FRAME_SIZE, "");
_Static_assert(offsetof(struct trap_frame, x[2]) == TRAP_FRAME_SP, "");
_Static_assert(offsetof(struct trap_frame, pc) == TRAP_FRAME_PC, "");
_Static_assert(offsetof(struct trap_frame, cause) == TRAP_FRAME_CAUSE, "");
_Static_assert(offsetof(struct trap_frame, nested) == TRAP_FRAME_NESTED, "");

/* The state that an exception in a guarded call returns to. */
struct trap_guard {
        uint64_t sp, pc; /* written by vectors.S */
        struct trap trap;
};

/* Makes the calling CPU handle exceptions by the probe's entry. */
void trap_load(void);

/* Called for an exception outside guarded calls; it must not return. Set by trap_prepare(). */
extern void (*trap_unhandled)(const struct trap_frame *frame);

/* What vectors.S calls. When it returns, what the frame says is resumed. */
extern void (*trap_handler)(struct trap_frame *frame);

/* vectors.S */
extern const char trap_entry[];
bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument);

#endif
