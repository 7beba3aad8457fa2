; SPDX-License-Identifier: BSD-2-Clause
;
; The entry of each exception and interrupt, and their common path to C. Position-independent: it runs in the kernel and under firmware.

bits 64
default rel

%include "offsets.inc"

extern trap_handle
global trap_stubs:data hidden

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

; SAVE REGISTER pushes it at its place in struct trap_frame; LOAD pops it. After the last SAVE the frame is at RSP.
%macro SAVE 1
    %assign place place - 8
    %if place != FRAME_%1
        %error %1 has another place in struct trap_frame
    %endif
        push    %1
%endmacro

%macro LOAD 1
    %if place != FRAME_%1
        %error %1 has another place in struct trap_frame
    %endif
    %assign place place + 8
        pop     %1
%endmacro

; The stack is now a struct trap_frame, from its member vector on.
%assign place FRAME_vector
enter:
        SAVE    rax
        SAVE    rcx
        SAVE    rdx
        SAVE    rbx
        SAVE    rbp
        SAVE    rsi
        SAVE    rdi
        SAVE    r8
        SAVE    r9
        SAVE    r10
        SAVE    r11
        SAVE    r12
        SAVE    r13
        SAVE    r14
        SAVE    r15
%if place
    %error struct trap_frame begins with something else
%endif

        mov     rdi, rsp
        mov     rbx, rsp
        and     rsp, -16 ; an interrupt can arrive at any stack alignment; C needs its own
        cld
        call    trap_handle
        mov     rsp, rbx

        LOAD    r15
        LOAD    r14
        LOAD    r13
        LOAD    r12
        LOAD    r11
        LOAD    r10
        LOAD    r9
        LOAD    r8
        LOAD    rdi
        LOAD    rsi
        LOAD    rbp
        LOAD    rbx
        LOAD    rdx
        LOAD    rcx
        LOAD    rax
        add     rsp, FRAME_rip - FRAME_vector
        iretq
