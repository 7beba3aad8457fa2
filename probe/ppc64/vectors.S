/* SPDX-License-Identifier: BSD-2-Clause */
/* Where interrupts begin, a call that they can end, a call of firmware, and where another CPU starts. */
#include "vectors.h"

        .abiversion 2
        .text

/* Copied to each vector: the link register then says which one it is. */
        .globl  trap_stub, trap_stub_end
trap_stub:
        mtsprg1 %r1
        mflr    %r1
        mtsprg2 %r1
        bla     trap_entry
trap_stub_end:

#define REGISTER(n) (CALLEE + 8 * (n))

/* The stack pointer may be anything; where it is not in the stack, another one is taken. SPRG0 has the CPU's struct percpu. */
trap_entry:
        mfsprg0 %r1
        std     %r2, PERCPU_SAVED(%r1)
        std     %r3, PERCPU_SAVED + 8(%r1)
        std     %r4, PERCPU_SAVED + 16(%r1)
        mfcr    %r4
        std     %r4, PERCPU_SAVED + 24(%r1)
        mfsprg1 %r2
        ld      %r3, PERCPU_STACK(%r1)
        subf    %r4, %r3, %r2
        ld      %r3, PERCPU_STACK_SIZE(%r1)
        cmpld   %r4, %r3
        mr      %r3, %r2
        ble     0f
        ld      %r3, PERCPU_TRAP_STACK(%r1)
0:      clrrdi  %r3, %r3, 4
        addi    %r3, %r3, -(RED_ZONE + FRAME_SIZE + CALLEE)
        std     %r2, 0(%r3)
        std     %r0, REGISTER(0)(%r3)
        std     %r2, REGISTER(1)(%r3)
        ld      %r4, PERCPU_SAVED(%r1)
        std     %r4, REGISTER(2)(%r3)
        ld      %r4, PERCPU_SAVED + 8(%r1)
        std     %r4, REGISTER(3)(%r3)
        ld      %r4, PERCPU_SAVED + 16(%r1)
        std     %r4, REGISTER(4)(%r3)
        ld      %r4, PERCPU_SAVED + 24(%r1)
        std     %r4, CALLEE + FRAME_CR(%r3)
        .irp    n, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        std     \n, REGISTER(\n)(%r3)
        .endr
        mfsrr0  %r4
        std     %r4, CALLEE + FRAME_PC(%r3)
        mfsrr1  %r4
        std     %r4, CALLEE + FRAME_MSR(%r3)
        mfctr   %r4
        std     %r4, CALLEE + FRAME_CTR(%r3)
        mfsprg2 %r4
        std     %r4, CALLEE + FRAME_LR(%r3)
        mfxer   %r4
        std     %r4, CALLEE + FRAME_XER(%r3)
        mfdar   %r4
        std     %r4, CALLEE + FRAME_DAR(%r3)
        mfdsisr %r4
        std     %r4, CALLEE + FRAME_DSISR(%r3)
        mflr    %r4
        addi    %r4, %r4, trap_stub - trap_stub_end
        std     %r4, CALLEE + FRAME_VECTOR(%r3)
        ld      %r12, PERCPU_HANDLE(%r1)
        mr      %r1, %r3
        addi    %r3, %r1, CALLEE
        mtctr   %r12
        bctrl
        ld      %r4, CALLEE + FRAME_PC(%r1)
        mtsrr0  %r4
        ld      %r4, CALLEE + FRAME_MSR(%r1)
        mtsrr1  %r4
        ld      %r4, CALLEE + FRAME_CTR(%r1)
        mtctr   %r4
        ld      %r4, CALLEE + FRAME_LR(%r1)
        mtlr    %r4
        ld      %r4, CALLEE + FRAME_XER(%r1)
        mtxer   %r4
        ld      %r4, CALLEE + FRAME_CR(%r1)
        mtcr    %r4
        .irp    n, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        ld      \n, REGISTER(\n)(%r1)
        .endr
        ld      %r1, REGISTER(1)(%r1)
        rfid

/* What a call has to preserve: the registers from r13 on, and CR and LR in the caller's frame. */
#define KEPT (CALLEE + 8 * 20)
.macro keep
        mflr    %r0
        std     %r0, 16(%r1)
        mfcr    %r0
        std     %r0, 8(%r1)
        stdu    %r1, -KEPT(%r1)
        std     %r2, 24(%r1)
        .irp    n, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        std     \n, CALLEE + 8 * (\n - 13)(%r1)
        .endr
.endm
.macro give_back
        ld      %r2, 24(%r1)
        .irp    n, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        ld      \n, CALLEE + 8 * (\n - 13)(%r1)
        .endr
        addi    %r1, %r1, KEPT
        ld      %r0, 8(%r1)
        mtcr    %r0
        ld      %r0, 16(%r1)
        mtlr    %r0
.endm

/* bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument) */
        .globl  trap_call_guarded
        .type   trap_call_guarded, @function
trap_call_guarded:
        keep
        std     %r1, 0(%r3)
        lis     %r6, 1f@ha
        addi    %r6, %r6, 1f@l
        std     %r6, 8(%r3)
        mr      %r12, %r4
        mtctr   %r12
        mr      %r3, %r5
        bctrl
        li      %r3, 1
0:      give_back
        blr
1:      li      %r3, 0
        b       0b
        .size   trap_call_guarded, . - trap_call_guarded

/* uint64_t firmware_call(uint64_t entry, uint64_t r3, uint64_t r4) */
        .globl  firmware_call
        .type   firmware_call, @function
firmware_call:
        keep
        mtctr   %r3
        mr      %r3, %r4
        mr      %r4, %r5
        mfmsr   %r6
        std     %r6, KEPT - 8(%r1)
        clrldi  %r6, %r6, 1
        mtmsrd  %r6
        isync
        bctrl
        ld      %r6, KEPT - 8(%r1)
        mtmsrd  %r6
        isync
        give_back
        blr
        .size   firmware_call, . - firmware_call

/* Another CPU starts here, with its struct percpu in r3. */
        .globl  cpu_entry
cpu_entry:
        mfmsr   %r6
        li      %r7, 1
        rldimi  %r6, %r7, 63, 0
        mtmsrd  %r6
        isync
        mtsprg0 %r3
        lis     %r2, .TOC.@ha
        addi    %r2, %r2, .TOC.@l
        ld      %r1, PERCPU_MAIN_STACK(%r3)
        addi    %r1, %r1, -CALLEE
        li      %r0, 0
        std     %r0, 0(%r1)
        ld      %r12, PERCPU_START(%r3)
        mtctr   %r12
        bctrl
        b       .

        .section .note.GNU-stack, "", @progbits
