; SPDX-License-Identifier: BSD-2-Clause
;
; Exceptions and interrupts: the many ways in, the one way on to C, and the call that survives an exception. Runs at any
; address, in the kernel and under firmware.

bits 64
default rel

VECTORS         equ 48                  ; TRAP_VECTORS in probe/x86_64/trap.h
STUB_SIZE       equ 16                  ; TRAP_STUB_SIZE in probe/x86_64/trap.c

extern trap_handle
global trap_stubs:data hidden
global trap_call_guarded:function hidden

section .text

; Vectors for which the CPU pushes an error code; for the others the stub pushes a zero in its place.
%define HAS_ERROR(n) (n == 8 || (n >= 10 && n <= 14) || n == 17 || n == 21 || n == 29 || n == 30)

align STUB_SIZE
trap_stubs:
%assign vector 0
%rep VECTORS
    align STUB_SIZE
    %if !HAS_ERROR(vector)
        push    0
    %endif
        push    byte vector
        jmp     enter
    %assign vector vector + 1
%endrep

; The stack now is a struct trap_frame from its vector on; the rest is pushed from its end to its beginning.
enter:
        push    rax
        push    rcx
        push    rdx
        push    rbx
        push    rbp
        push    rsi
        push    rdi
        push    r8
        push    r9
        push    r10
        push    r11
        push    r12
        push    r13
        push    r14
        push    r15

        mov     rdi, rsp
        mov     rbx, rsp
        and     rsp, -16                ; an interrupt comes at any alignment, C wants its own
        cld
        call    trap_handle
        mov     rsp, rbx

        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     r11
        pop     r10
        pop     r9
        pop     r8
        pop     rdi
        pop     rsi
        pop     rbp
        pop     rbx
        pop     rdx
        pop     rcx
        pop     rax
        add     rsp, 16
        iretq

; bool trap_call_guarded(struct trap_guard *guard, void (*function)(void *), void *argument)
;
; Calls function(argument). True if it returned; false if trap_handle() cut it short by returning to guard->rip with
; guard->rsp: whatever the function had changed on the stack is forgotten, and the registers that C relies on are there.
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
        mov     [rdi], rsp
        mov     [rdi + 8], rax
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
