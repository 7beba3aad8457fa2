/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the firmware starts the kernel: in real mode, big-endian, with the address of its client interface in r5. */
#include "vectors.h"

        .abiversion 2

        .section .head, "ax", @progbits
        .globl  boot_entry
boot_entry:
        mfmsr   %r6
        li      %r7, 1
        rldimi  %r6, %r7, 63, 0
        mtmsrd  %r6
        isync
        clrldi  %r5, %r5, 32
        lis     %r2, .TOC.@ha
        addi    %r2, %r2, .TOC.@l

        /* After a reset, memory has what was there before. */
        lis     %r3, bss_start@ha
        addi    %r3, %r3, bss_start@l
        lis     %r4, bss_end@ha
        addi    %r4, %r4, bss_end@l
        li      %r0, 0
0:      cmpld   %r3, %r4
        bge     1f
        std     %r0, 0(%r3)
        addi    %r3, %r3, 8
        b       0b

1:      lis     %r4, boot_stack@ha
        addi    %r4, %r4, boot_stack@l
        lis     %r1, boot_stack_end@ha
        addi    %r1, %r1, boot_stack_end@l
        subf    %r3, %r4, %r1
        mr      %r6, %r3
        addi    %r1, %r1, -CALLEE
        std     %r0, 0(%r1)
        mr      %r3, %r5
        mr      %r5, %r6
        bl      boot_main
        nop
        b       .

        .bss
        .balign 16
boot_stack:
        .space  32768
boot_stack_end:

        .section .note.GNU-stack, "", @progbits
