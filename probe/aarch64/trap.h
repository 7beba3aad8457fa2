/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions: Arm Architecture Reference Manual for A-profile, "AArch64 Exceptions". */
#pragma once

#define TRAP_STACK_SIZE 16384 /* for exceptions, of each CPU; and for other code, except on the first */

/* Offsets in struct trap_frame, which vectors.S uses. */
#define TRAP_FRAME_SIZE 304
#define TRAP_FRAME_SP 248
#define TRAP_FRAME_PC 256
#define TRAP_FRAME_ESR 272
#define TRAP_FRAME_KIND 288

/* Kinds: the number of the entry in the vector table, of those for the exception level of the probe. */
#define TRAP_SYNCHRONOUS 0
#define TRAP_IRQ 1
#define TRAP_FIQ 2
#define TRAP_SERROR 3
#define TRAP_KINDS 4

#ifndef __ASSEMBLER__

#include "arch.h"

/* What vectors.S leaves on the stack. */
struct trap_frame {
        uint64_t x[31], sp, pc, pstate, esr, far, kind, unused;
};

_Static_assert(sizeof(struct trap_frame) == TRAP_FRAME_SIZE, "");
_Static_assert(offsetof(struct trap_frame, sp) == TRAP_FRAME_SP, "");
_Static_assert(offsetof(struct trap_frame, pc) == TRAP_FRAME_PC, "");
_Static_assert(offsetof(struct trap_frame, esr) == TRAP_FRAME_ESR, "");
_Static_assert(offsetof(struct trap_frame, kind) == TRAP_FRAME_KIND, "");

/* The state that an exception in a guarded call returns to. */
struct trap_guard {
        uint64_t sp, pc; /* written by vectors.S */
        struct trap trap;
};

/* The class of a synchronous exception in ESR: "ISS encoding". */
#define ESR_CLASS(esr) ((unsigned) ((esr) >> 26 & 0x3f))

/* What a guarded call reports of an exception that is not synchronous: the kind, above all classes. */
#define TRAP_VECTOR(kind) (0x100u + (kind))

/* Makes the calling CPU handle exceptions by the probe's table. */
void trap_load(void);

/* As trap_guarded(), but an exception is an oops. */
void trap_unguarded(void (*function)(void *argument), void *argument);

/* Called for an exception outside guarded calls; it must not return. Set by trap_prepare(). */
extern void (*trap_unhandled)(const struct trap_frame *frame);

/* What vectors.S calls. True: what the frame says is resumed; false: its PC and SP alone, for a guarded call that was ended. */
extern bool (*trap_handler)(struct trap_frame *frame);

/* vectors.S */
extern const char trap_vectors[];
bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument);

#endif
