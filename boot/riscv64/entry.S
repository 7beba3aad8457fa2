/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the firmware starts the kernel, in supervisor mode without page tables, with the CPU's id in A0 and the device tree in A1. */

#include "trap.h"

        .section .head, "ax", @progbits
        .globl  boot_entry
boot_entry:
        csrw    sie, zero
        la      sp, boot_stack_end
        /* Exceptions have a stack of their own (probe/riscv64/vectors.S). */
        la      t0, boot_trap_stack_end
        csrw    sscratch, t0
        /* What was there before a reset is not cleared by all loaders. */
        la      t0, bss_start
        la      t1, bss_end
0:      bgeu    t0, t1, 1f
        sd      zero, 0(t0)
        addi    t0, t0, 8
        j       0b
1:      li      s0, 0
        call    boot_main

        .section .stacks, "aw", @nobits
        .balign 16
        .space  TRAP_STACK_SIZE
boot_trap_stack_end:
        .space  32768
boot_stack_end:

        .section .note.GNU-stack, "", @progbits
