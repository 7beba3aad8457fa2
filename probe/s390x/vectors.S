/* SPDX-License-Identifier: BSD-2-Clause */
/* Where interruptions begin, a call that they can end, and where another CPU starts. */
#include "lowcore.h"

#define CALLEE 160              /* what a caller leaves at the stack pointer: ELF ABI supplement */
#define FRAME 152               /* struct trap_frame */
#define FRAME_PSW 128
#define FRAME_KIND 144

.macro entry name, kind, old
        .globl  trap_entry_\name
        .balign 8
trap_entry_\name:
        stmg    %r0, %r15, LOWCORE_SAVED
        lghi    %r6, \kind
        lghi    %r7, \old
        j       interrupted
.endm

        .text
        entry   restart, TRAP_RESTART, LOWCORE_RESTART_OLD
        entry   external, TRAP_EXTERNAL, LOWCORE_EXTERNAL_OLD
        entry   svc, TRAP_SVC, LOWCORE_SVC_OLD
        entry   program, TRAP_PROGRAM, LOWCORE_PROGRAM_OLD
        entry   machine, TRAP_MACHINE, LOWCORE_MACHINE_OLD
        entry   io, TRAP_IO, LOWCORE_IO_OLD

/* The stack pointer may be anything; where it is not in the stack, another one is taken. */
interrupted:
        lgr     %r8, %r15
        lgr     %r1, %r15
        slg     %r1, LOWCORE_STACK
        clg     %r1, LOWCORE_STACK_SIZE
        jle     0f
        lg      %r15, LOWCORE_TRAP_STACK
0:      nill    %r15, 0xfff8
        aghi    %r15, -(CALLEE + FRAME)
        stg     %r8, 0(%r15)
        mvc     CALLEE(128, %r15), LOWCORE_SAVED
        mvc     CALLEE + FRAME_PSW(16, %r15), 0(%r7)
        stg     %r6, CALLEE + FRAME_KIND(%r15)
        la      %r2, CALLEE(%r15)
        lg      %r1, LOWCORE_HANDLE
        basr    %r14, %r1
        mvc     LOWCORE_RETURN(16), CALLEE + FRAME_PSW(%r15)
        lmg     %r0, %r15, CALLEE(%r15)
        lpswe   LOWCORE_RETURN

/* bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument) */
        .globl  trap_call_guarded
trap_call_guarded:
        stmg    %r6, %r15, 48(%r15)
        lgr     %r1, %r15
        aghi    %r15, -CALLEE
        stg     %r1, 0(%r15)
        stg     %r15, 0(%r2)
        larl    %r5, 1f
        stg     %r5, 8(%r2)
        lgr     %r2, %r4
        basr    %r14, %r3
        lghi    %r2, 1
0:      lmg     %r6, %r15, CALLEE + 48(%r15)
        br      %r14
1:      lghi    %r2, 0
        j       0b

/* Another CPU starts here, by a restart interruption. */
        .globl  trap_entry_start
        .balign 8
trap_entry_start:
        lg      %r15, LOWCORE_MAIN_STACK
        aghi    %r15, -CALLEE
        xc      0(8, %r15), 0(%r15)
        lg      %r1, LOWCORE_START
        basr    %r14, %r1

        .section .note.GNU-stack, "", @progbits
