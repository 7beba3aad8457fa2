; SPDX-License-Identifier: BSD-2-Clause
;
; The call that survives an exception. Runs at any address, in the kernel and under firmware.

bits 64
default rel

%include "offsets.inc"

global trap_call_guarded:function hidden

section .text

; bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument)
;
; Calls function(argument). True if it returned; false if trap_handle() cut it short by returning to guard->rip with
; guard->rsp: then the function's part of the stack is forgotten, and the registers that C relies on are restored.
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
