/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the machine starts the kernel, interruptions off and with 64-bit addresses. */

#define CALLEE 160      /* what a caller leaves at the stack pointer: ELF ABI supplement */

        .section .head, "ax", @progbits
        .globl  boot_entry
boot_entry:
        larl    %r15, boot_stack_end
        aghi    %r15, -CALLEE
        /* What was there before a reset is not cleared by all loaders. */
        larl    %r2, bss_start
        larl    %r3, bss_end
        sgr     %r3, %r2
        lghi    %r5, 0
        lghi    %r4, 0
0:      mvcle   %r2, %r4, 0
        jo      0b
        larl    %r2, boot_words
        larl    %r3, boot_stack
        larl    %r4, boot_stack_end
        sgr     %r4, %r3
        brasl   %r14, boot_main

        /* How long a command line may be, and where it is put. */
        .org    0x430
        .quad   boot_words_end - boot_words
        .org    0x480
boot_words:
        .fill   0x380, 1, 0
boot_words_end:
        .org    0x1000

        .bss
        .balign 16
boot_stack:
        .space  32768
boot_stack_end:

        .section .note.GNU-stack, "", @progbits
