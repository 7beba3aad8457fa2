/* SPDX-License-Identifier: BSD-2-Clause */
/* Where exceptions begin, and a call that one can end. */
#include "trap.h"

/*
 * Exceptions have a stack of their own, whose end is in sscratch while other code runs: one with any stack pointer can be handled. While one is
 * handled, sscratch is 0, and another one uses the same stack.
 */
        .section .text.trap_entry, "ax", @progbits
        .balign 4
        .globl  trap_entry
trap_entry:
        csrrw   sp, sscratch, sp
        bnez    sp, 1f
        csrrw   sp, sscratch, zero
        addi    sp, sp, -TRAP_FRAME_SIZE
        sd      x5, 40(sp)
        addi    x5, sp, TRAP_FRAME_SIZE
        sd      x5, TRAP_FRAME_SP(sp)
        li      x5, 1
        j       2f
1:      addi    sp, sp, -TRAP_FRAME_SIZE
        sd      x5, 40(sp)
        csrrw   x5, sscratch, zero
        sd      x5, TRAP_FRAME_SP(sp)
        li      x5, 0
2:      sd      x5, TRAP_FRAME_NESTED(sp)
        sd      x1, 8(sp)
.irp n, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        sd      x\n, \n * 8(sp)
.endr
        csrr    x5, sepc
        sd      x5, TRAP_FRAME_PC(sp)
        csrr    x5, sstatus
        sd      x5, TRAP_FRAME_STATUS(sp)
        csrr    x5, scause
        sd      x5, TRAP_FRAME_CAUSE(sp)
        csrr    x5, stval
        sd      x5, TRAP_FRAME_VALUE(sp)
        mv      a0, sp
        ld      t0, trap_handler
        jalr    t0
        ld      x5, TRAP_FRAME_PC(sp)
        csrw    sepc, x5
        ld      x5, TRAP_FRAME_STATUS(sp)
        csrw    sstatus, x5
        ld      x5, TRAP_FRAME_NESTED(sp)
        bnez    x5, 3f
        addi    x5, sp, TRAP_FRAME_SIZE
        csrw    sscratch, x5
3:      ld      x1, 8(sp)
.irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        ld      x\n, \n * 8(sp)
.endr
        ld      sp, TRAP_FRAME_SP(sp)
        sret

/* bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument) */
        .section .text.trap_call_guarded, "ax", @progbits
        .globl  trap_call_guarded
trap_call_guarded:
        addi    sp, sp, -112
        sd      ra, 104(sp)
        sd      s0, 96(sp)
        sd      s1, 88(sp)
        sd      s2, 80(sp)
        sd      s3, 72(sp)
        sd      s4, 64(sp)
        sd      s5, 56(sp)
        sd      s6, 48(sp)
        sd      s7, 40(sp)
        sd      s8, 32(sp)
        sd      s9, 24(sp)
        sd      s10, 16(sp)
        sd      s11, 8(sp)
        addi    s0, sp, 112
        la      t0, 1f
        sd      sp, 0(a0)
        sd      t0, 8(a0)
        mv      t1, a1
        mv      a0, a2
        jalr    t1
        li      a0, 1
0:      ld      ra, 104(sp)
        ld      s0, 96(sp)
        ld      s1, 88(sp)
        ld      s2, 80(sp)
        ld      s3, 72(sp)
        ld      s4, 64(sp)
        ld      s5, 56(sp)
        ld      s6, 48(sp)
        ld      s7, 40(sp)
        ld      s8, 32(sp)
        ld      s9, 24(sp)
        ld      s10, 16(sp)
        ld      s11, 8(sp)
        addi    sp, sp, 112
        ret
1:      li      a0, 0
        j       0b

        .bss
        .balign 8
        .globl  trap_handler
trap_handler:
        .space  8

        .section .note.GNU-stack, "", @progbits
