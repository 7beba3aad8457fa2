/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where CPUs other than the first start, with the address of four words in A1: the end of a stack, the CPU's element, a function, its
 * argument.
 */
#include "trap.h"

        .section .text.sbi_entry, "ax", @progbits
        .balign 4
        .globl  sbi_entry
sbi_entry:
        ld      sp, 0(a1)
        ld      tp, 8(a1)
        ld      t1, 16(a1)
        ld      a0, 24(a1)
        li      t0, TRAP_STACK_SIZE
        sub     t0, sp, t0
        csrw    sscratch, t0
        li      s0, 0
        jalr    t1

        .section .note.GNU-stack, "", @progbits
