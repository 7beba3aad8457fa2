/* SPDX-License-Identifier: BSD-2-Clause */
/* The vector table, and a call that an exception can end. */
#include "trap.h"

/*
 * The kernel's code has its stack in SP_EL0, and exceptions have one of their own in SP_EL1: one with any stack pointer can be handled. Under
 * firmware, and while an exception is handled, both use SP_EL1.
 */
.macro entry kind, own
        .balign 128
        sub     sp, sp, #TRAP_FRAME_SIZE
        stp     x0, x1, [sp]
        mov     x0, #\kind
.if \own
        add     x1, sp, #TRAP_FRAME_SIZE
.else
        mrs     x1, sp_el0
.endif
        b       1f
.endm

.macro entries own
        entry   TRAP_SYNCHRONOUS, \own
        entry   TRAP_IRQ, \own
        entry   TRAP_FIQ, \own
        entry   TRAP_SERROR, \own
.endm

        .section .text.trap_vectors, "ax", @progbits
        .balign 2048
        .globl  trap_vectors
trap_vectors:
        entries 0
        entries 1
        /* No other level has code: what comes from one is told as any other exception. */
        entries 0
        entries 0
        .balign 128

1:      stp     x2, x3, [sp, #16]
        stp     x4, x5, [sp, #32]
        stp     x6, x7, [sp, #48]
        stp     x8, x9, [sp, #64]
        stp     x10, x11, [sp, #80]
        stp     x12, x13, [sp, #96]
        stp     x14, x15, [sp, #112]
        stp     x16, x17, [sp, #128]
        stp     x18, x19, [sp, #144]
        stp     x20, x21, [sp, #160]
        stp     x22, x23, [sp, #176]
        stp     x24, x25, [sp, #192]
        stp     x26, x27, [sp, #208]
        stp     x28, x29, [sp, #224]
        str     x30, [sp, #240]
        mrs     x2, elr_el1
        mrs     x3, spsr_el1
        mrs     x4, esr_el1
        mrs     x5, far_el1
        str     x1, [sp, #TRAP_FRAME_SP]
        stp     x2, x3, [sp, #TRAP_FRAME_PC]
        stp     x4, x5, [sp, #TRAP_FRAME_ESR]
        str     x0, [sp, #TRAP_FRAME_KIND]
        mov     x0, sp
        adrp    x8, trap_handler
        ldr     x8, [x8, :lo12:trap_handler]
        blr     x8
        ldr     x1, [sp, #TRAP_FRAME_SP]
        ldp     x2, x3, [sp, #TRAP_FRAME_PC]
        msr     elr_el1, x2
        msr     spsr_el1, x3
        tbnz    x3, #0, 2f                      /* the code had its stack in SP_EL1, too */
        msr     sp_el0, x1
        b       3f
2:      cbnz    w0, 3f
        mov     sp, x1
        eret
3:      ldp     x2, x3, [sp, #16]
        ldp     x4, x5, [sp, #32]
        ldp     x6, x7, [sp, #48]
        ldp     x8, x9, [sp, #64]
        ldp     x10, x11, [sp, #80]
        ldp     x12, x13, [sp, #96]
        ldp     x14, x15, [sp, #112]
        ldp     x16, x17, [sp, #128]
        ldp     x18, x19, [sp, #144]
        ldp     x20, x21, [sp, #160]
        ldp     x22, x23, [sp, #176]
        ldp     x24, x25, [sp, #192]
        ldp     x26, x27, [sp, #208]
        ldp     x28, x29, [sp, #224]
        ldr     x30, [sp, #240]
        ldp     x0, x1, [sp]
        add     sp, sp, #TRAP_FRAME_SIZE
        eret

/* bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument) */
        .section .text.trap_call_guarded, "ax", @progbits
        .globl  trap_call_guarded
trap_call_guarded:
        stp     x29, x30, [sp, #-96]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        mov     x3, sp
        adr     x4, 1f
        stp     x3, x4, [x0]
        mov     x0, x2
        blr     x1
        mov     w0, #1
0:      ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #96
        ret
1:      mov     w0, #0
        b       0b

        .bss
        .balign 8
        .globl  trap_handler
trap_handler:
        .space  8

        .section .note.GNU-stack, "", @progbits
