/* SPDX-License-Identifier: BSD-2-Clause */
/* What the compiler calls to reverse bytes: the base instruction set cannot, and there is no run-time support. */

.macro reverse name, bytes
        .section .text.\name, "ax", @progbits
        .globl  \name
\name:  li      t0, \bytes
        mv      t1, a0
        li      a0, 0
1:      slli    a0, a0, 8
        andi    t2, t1, 0xff
        or      a0, a0, t2
        srli    t1, t1, 8
        addi    t0, t0, -1
        bnez    t0, 1b
.endm

        reverse __bswapsi2, 4
        sext.w  a0, a0
        ret

        reverse __bswapdi2, 8
        ret

        .section .note.GNU-stack, "", @progbits
