; SPDX-License-Identifier: BSD-2-Clause
;
; A function call that an exception can abort. Position-independent: it runs in the kernel and under firmware.

bits 64
default rel

%include "offsets.inc"

global trap_call_guarded:function hidden

section .text

; bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument)
;
; Calls function(argument). True if it returned; false if trap_handle() aborted it by returning to guard->rip with
; guard->rsp: the function's stack frame is then discarded, and the callee-saved registers are restored.
trap_call_guarded:
        push    rbp
        mov     rbp, rsp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        sub     rsp, 8
        lea     rax, [.trapped]
        mov     [rdi + GUARD_RSP], rsp
        mov     [rdi + GUARD_RIP], rax
        mov     rdi, rdx
        call    rsi
        mov     eax, 1
        jmp     .out
.trapped:
        xor     eax, eax
.out:
        add     rsp, 8
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret
