/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the machine starts the kernel: in EL1, without page tables. */

#include "trap.h"

        .section .head, "ax", @progbits
        .globl  boot_entry
boot_entry:
        msr     daifset, #15
        /* Exceptions have a stack of their own (probe/aarch64/vectors.S). */
        msr     spsel, #1
        adrp    x1, boot_trap_stack_end
        add     x1, x1, :lo12:boot_trap_stack_end
        mov     sp, x1
        msr     spsel, #0
        adrp    x1, boot_stack_end
        add     x1, x1, :lo12:boot_stack_end
        mov     sp, x1
        /* What was there before a reset is not cleared by all loaders. */
        adrp    x1, bss_start
        add     x1, x1, :lo12:bss_start
        adrp    x2, bss_end
        add     x2, x2, :lo12:bss_end
0:      cmp     x1, x2
        b.hs    1f
        str     xzr, [x1], #8
        b       0b
1:      mov     x29, #0
        bl      boot_main

        .section .stacks, "aw", @nobits
        .balign 16
        .space  TRAP_STACK_SIZE
boot_trap_stack_end:
        .space  32768
boot_stack_end:

        .section .note.GNU-stack, "", @progbits
