/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where CPUs other than the first start, with the address of four words in X0: the end of a stack, a function, its two
 * arguments.
 */

#include "trap.h"

        .section .text.psci_entry, "ax", @progbits
        .globl  psci_entry
psci_entry:
        msr     daifset, #15
        msr     spsel, #1
        ldp     x2, x3, [x0]
        ldp     x0, x1, [x0, #16]
        sub     x4, x2, #TRAP_STACK_SIZE
        mov     sp, x4
        msr     spsel, #0
        mov     sp, x2
        mov     x29, #0
        blr     x3

        .section .note.GNU-stack, "", @progbits
