; SPDX-License-Identifier: BSD-2-Clause
;
; The code that is copied into a page below 1 MiB (probe/x86_64/low.h), which real mode can reach and where an application
; processor starts: an access to an I/O port in each mode of the CPU, the switches from 64-bit mode to it and back, and the
; start-up code of a processor.
;
; The page begins with struct low. 16-bit and 32-bit code sees the page at offset 0 of its segments, in every mode; 64-bit
; code addresses it relative to RIP.

%include "offsets.inc"

CR0_PE          equ 1 << 0
CR0_PG          equ 1 << 31
MSR_EFER        equ 0xc0000080
EFER_LME        equ 1 << 8

global low_page:data hidden
global low_page_end:data hidden
global low_switch:data hidden
global low_return:data hidden
global low_leave_long:data hidden
global low_real16:data hidden
global low_real16_entered:data hidden
global low_protected16:data hidden
global low_protected32:data hidden
global low_compat16:data hidden
global low_compat32:data hidden
global low_long64:data hidden
global low_ring3:data hidden
global low_ring3_end:data hidden
global low_cpu:data hidden
global low_nmi_16:data hidden
global low_nmi_32:data hidden
global mode_enter_ring3:function hidden

%define OFFSET(label) (label - low_page)

; Does the access, and records what proves the mode: how the CPU decodes an instruction, CS and CR0. Clobbers EAX, ECX
; and EDX.
%macro ACCESS 0
        mov     edx, [PAGE LOW_PORT]
        mov     eax, [PAGE LOW_VALUE]
        mov     ecx, [PAGE LOW_KIND]
        cmp     ecx, 1
        je      %%in_8
        cmp     ecx, 2
        je      %%in_16
        cmp     ecx, 4
        je      %%in_32
        cmp     ecx, KIND_OUT + 1
        je      %%out_8
        cmp     ecx, KIND_OUT + 2
        je      %%out_16
        out     dx, eax
        jmp     %%done
%%out_8:
        out     dx, al
        jmp     %%done
%%out_16:
        out     dx, ax
        jmp     %%done
%%in_8:
        in      al, dx
        jmp     %%done
%%in_16:
        in      ax, dx
        jmp     %%done
%%in_32:
        in      eax, dx
%%done:
        mov     [PAGE LOW_VALUE], eax
        xor     eax, eax
        db      0xb8, 0x10, 0x00, 0xeb, 0x00    ; 16 bits: mov ax, 0x10; jmp $+2     others: mov eax, 0xeb0010
        db      0x48, 0x90                      ; 64 bits: nop                       others: dec (e)ax; nop
        mov     [PAGE LOW_SEEN_CODE], eax
        mov     eax, cs
        mov     [PAGE LOW_SEEN_CS], eax
        smsw    eax ; the only way to read CR0 in ring 3
        mov     [PAGE LOW_SEEN_CR0], eax
%endmacro

; The same where MSRs can be read.
%macro ACCESS_PRIVILEGED 0
        ACCESS
        mov     ecx, MSR_EFER
        rdmsr
        mov     [PAGE LOW_SEEN_EFER], eax
%endmacro

section .text

align 16
low_page:
bits 16
%define PAGE
        jmp     cpu_16 ; where a processor starts: in real mode, with this page as its code segment
        times LOW_END - ($ - low_page) db 0

; ---- the start of a processor ----

cpu_16:
        cli
        mov     ax, cs
        mov     ds, ax
        o32 lgdt [LOW_INNER_GDT]
        mov     eax, cr0
        or      eax, CR0_PE
        mov     cr0, eax
        jmp     dword SELECTOR_CODE_32:OFFSET(cpu_32)

bits 32
cpu_32:
        mov     ax, SELECTOR_DATA
        mov     ds, ax
        mov     eax, [LOW_CR4]
        mov     cr4, eax
        mov     eax, [LOW_CR3]
        mov     cr3, eax
        jmp     long_again

bits 64
default rel
%define PAGE low_page +
low_cpu:
        mov     eax, 1
        lock xadd [PAGE LOW_CPUS], eax
        cmp     eax, [PAGE LOW_CPUS_MAX]
        jae     .superfluous
        mov     edi, eax
        imul    eax, [PAGE LOW_STACK_SIZE]
        add     rax, [PAGE LOW_STACKS]
        mov     rsp, rax
        xor     ebp, ebp                ; the end of every backtrace
        call    [PAGE LOW_MAIN]
.superfluous:
        cli
        hlt
        jmp     .superfluous

; ---- from 64-bit mode and back ----

; void low_switch(void): jumps to low.enter. Returns when the code there jumps to low_return, which does not restore
; data segments.
low_switch:
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        mov     [PAGE LOW_RSP], rsp
        mov     eax, SELECTOR_DATA
        mov     ds, eax
        jmp     far dword [PAGE LOW_ENTER]

low_return:
        lidt    [PAGE LOW_OUTER_IDT]
        mov     rsp, [PAGE LOW_RSP]
        lea     rax, [.outer]
        push    qword [PAGE LOW_CS]
        push    rax
        retfq
.outer:
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret

; From 32-bit compatibility mode to low.legacy, with paging off. The page is mapped at its physical address.
bits 32
%define PAGE
low_leave_long:
        mov     ax, SELECTOR_DATA
        mov     ss, ax
        mov     es, ax
        mov     esp, LOW_SIZE
        mov     eax, cr0
        and     eax, ~CR0_PG
        mov     cr0, eax
        lidt    [LOW_LEGACY_IDT]
        mov     ecx, MSR_EFER
        rdmsr
        and     eax, ~EFER_LME
        wrmsr
        jmp     far dword [LOW_LEGACY]

; From 32-bit protected mode to low.leave, in long mode.
long_again:
        mov     ax, SELECTOR_DATA
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     ecx, MSR_EFER
        mov     eax, [LOW_EFER]
        xor     edx, edx
        wrmsr
        mov     eax, [LOW_CR0]
        mov     cr0, eax
        jmp     far dword [LOW_LEAVE]

; An NMI outside long mode is only counted.
low_nmi_32:
        inc     dword [LOW_NMIS]
        iretd

bits 16
low_nmi_16:
        inc     dword [cs:LOW_NMIS]
        iret

; ---- the modes ----

low_real16:
        mov     eax, cr0
        and     eax, ~CR0_PE
        mov     cr0, eax
        jmp     far word [LOW_REAL]
low_real16_entered:
        mov     ax, cs
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        o32 lidt [LOW_REAL_IDT]
        ACCESS_PRIVILEGED
        o32 lidt [LOW_LEGACY_IDT]
        mov     eax, cr0
        or      eax, CR0_PE
        mov     cr0, eax
        jmp     dword SELECTOR_CODE_32:OFFSET(long_again)

low_protected16:
        ACCESS_PRIVILEGED
        jmp     dword SELECTOR_CODE_32:OFFSET(long_again)

low_compat16:
        ACCESS_PRIVILEGED
        jmp     far dword [LOW_LEAVE]

bits 32
low_protected32:
        ACCESS_PRIVILEGED
        jmp     long_again

low_compat32:
        ACCESS_PRIVILEGED
        jmp     far dword [LOW_LEAVE]

bits 64
%define PAGE low_page +
low_long64:
        ACCESS_PRIVILEGED
        jmp     low_return

; Ends in an exception: every other way out of ring 3 needs a gate.
low_ring3:
        ACCESS
low_ring3_end:
        ud2

low_page_end:

; ---- not in the page ----

; void mode_enter_ring3(uint64_t rip, uint64_t rflags): does not return; an exception in ring 3 ends the code there.
mode_enter_ring3:
        push    SELECTOR_USER_DATA
        push    0                       ; there is no stack
        push    rsi
        push    SELECTOR_USER_CODE
        push    rdi
        iretq
