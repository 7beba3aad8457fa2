; SPDX-License-Identifier: BSD-2-Clause
;
; The multiboot (version 1) header, and the way from the loader's 32-bit protected mode to C in long mode.
;
; The loader does not clear .bss each time: QEMU 5.2 does not when it resets a guest that it has started by PVH.
;
; Physical memory below 4 GiB is mapped at its own address, in pages of 2 MiB, except for two pages below 2 MiB that are not
; mapped: page 0, so that an access through a null pointer faults, and the page below the stack, so that an overflow faults.
; Page 0 is mapped again at 4 GiB (PAGE_ZERO_ALIAS in boot/x86_64/main.c).

HEADER_MAGIC    equ 0x1badb002
HEADER_FLAGS    equ 0 ; no requests: the ELF program headers say everything

PVH_MAGIC       equ 0x336ec578          ; what the information of PVH's loaders begins with

COM1            equ 0x3f8

CPUID_LM        equ 1 << 29             ; leaf 0x80000001, EDX
RFLAGS_ID       equ 1 << 21
CR0_WP          equ 1 << 16
CR0_PG          equ 1 << 31
CR4_PAE         equ 1 << 5
MSR_EFER        equ 0xc0000080
EFER_LME        equ 1 << 8

PAGE_TABLE      equ 0x3                 ; present, writable
PAGE_SMALL      equ 0x3
PAGE_LARGE      equ 0x83                ; and of 2 MiB
LARGE_SIZE      equ 1 << 21

STACK_SIZE      equ 128 * 1024 ; enough for an AML interpreter

section .multiboot alloc noexec nowrite align=4

        dd HEADER_MAGIC
        dd HEADER_FLAGS
        dd -(HEADER_MAGIC + HEADER_FLAGS)

; PVH: the note that tells a loader the entry point (Xen's public/elfnote.h, XEN_ELFNOTE_PHYS32_ENTRY).
section .note.pvh note alloc noexec nowrite align=4

        dd 4, 8, 18 ; lengths of the name and the descriptor; the type
        db "Xen", 0
        dq pvh_entry

section .text

bits 32
extern boot_main, bss_start, bss_end
global multiboot_entry, pvh_entry

; At entry a PVH loader has set up the CPU as a multiboot loader does, except for EAX (boot/x86_64/pvh.h).
pvh_entry:
        mov     eax, PVH_MAGIC

; EAX is the loader's magic number and EBX the address of its information. They are moved to EDI and ESI, the first two
; arguments of a C function.
multiboot_entry:
        cli
        cld
        mov     edx, eax
        mov     edi, bss_start
        mov     ecx, bss_end
        sub     ecx, edi
        shr     ecx, 2
        xor     eax, eax
        rep stosd
        mov     esp, stack_top
        mov     edi, edx
        mov     esi, ebx
        call    require_long_mode
        call    fill_page_tables

        mov     eax, cr4
        or      eax, CR4_PAE
        mov     cr4, eax
        mov     eax, page_map
        mov     cr3, eax
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_LME
        wrmsr
        mov     eax, cr0
        or      eax, CR0_PG | CR0_WP
        mov     cr0, eax

        lgdt    [segments.register]
        jmp     SELECTOR_CODE:long_mode

; Returns if the CPU has long mode. Only the stack is set up yet.
require_long_mode:
        pushfd
        mov     eax, [esp]
        xor     dword [esp], RFLAGS_ID
        popfd
        pushfd
        pop     ecx
        cmp     eax, ecx
        je      .absent ; the bit cannot be changed: a CPU without CPUID

        mov     eax, 0x80000000
        cpuid
        cmp     eax, 0x80000001
        jb      .absent
        mov     eax, 0x80000001
        cpuid
        test    edx, CPUID_LM
        jz      .absent
        ret
.absent:
        mov     esi, no_long_mode
.next:
        mov     dx, COM1 + 5 ; line status; all ones if there is no port, so this loop ends
        in      al, dx
        test    al, 0x20
        jz      .next
        mov     dx, COM1
        lodsb
        out     dx, al
        cmp     byte [esi], 0
        jne     .next
.stop:
        hlt
        jmp     .stop

; The tables are in BSS, so they are zero.
fill_page_tables:
        mov     dword [page_map], pointers + PAGE_TABLE

        mov     eax, directories + PAGE_TABLE
        xor     ecx, ecx
.pointer:
        mov     [pointers + ecx * 8], eax
        add     eax, 4096
        inc     ecx
        cmp     ecx, 4
        jb      .pointer
        mov     dword [pointers + 4 * 8], alias + PAGE_TABLE

        mov     eax, PAGE_LARGE
        xor     ecx, ecx
.large:
        mov     [directories + ecx * 8], eax
        add     eax, LARGE_SIZE
        inc     ecx
        cmp     ecx, 4 * 512
        jb      .large
        mov     dword [directories], low_pages + PAGE_TABLE
        mov     dword [alias], PAGE_LARGE

        mov     eax, 4096 + PAGE_SMALL
        mov     ecx, 1
.small:
        mov     [low_pages + ecx * 8], eax
        add     eax, 4096
        inc     ecx
        cmp     ecx, 512
        jb      .small
        mov     eax, stack_guard
        shr     eax, 12
        mov     dword [low_pages + eax * 8], 0
        ret

bits 64
long_mode:
        mov     ax, SELECTOR_DATA
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        xor     eax, eax
        mov     fs, ax
        mov     gs, ax

        mov     eax, tss ; the descriptor splits the address into parts, which no relocation can express
        mov     [segments.tss + 2], ax
        shr     eax, 16
        mov     [segments.tss + 4], al
        mov     [segments.tss + 7], ah
        mov     ax, SELECTOR_TSS
        ltr     ax

        mov     esp, stack_top
        xor     ebp, ebp                ; the end of every backtrace
        call    boot_main
.stop:
        cli
        hlt
        jmp     .stop

section .data

align 8
segments:
        dq 0
SELECTOR_CODE   equ $ - segments
        dq 0x00209a0000000000           ; 64-bit code
SELECTOR_DATA   equ $ - segments
        dq 0x00cf92000000ffff           ; data, 4 GiB
SELECTOR_TSS    equ $ - segments
.tss:
        dw tss.end - tss - 1
        db 0, 0, 0, 0x89, 0, 0          ; an available 64-bit TSS
        dq 0
.end:
.register:
        dw .end - segments - 1
        dq segments

; The TSS only provides an interrupt stack: a double fault on an overflowed stack needs another one (FAULT_STACK in
; boot/x86_64/main.c).
align 8
tss:
        dd 0
        times 4 dq 0                    ; stacks of rings 0 to 2; reserved
        dq fault_stack_top
        times 7 dq 0                    ; further interrupt stacks; reserved
        dw 0
        dw .end - tss                   ; no I/O permission map
.end:

section .rodata

no_long_mode:
        db "pvpanic-tck: this CPU has no 64-bit long mode; with QEMU, use -cpu qemu64 or max", 13, 10, 0

section .bss nobits alloc write align=4096

page_map:       resb 4096
pointers:       resb 4096
directories:    resb 4 * 4096
low_pages:      resb 4096
alias:          resb 4096
stack_guard:    resb 4096
                resb STACK_SIZE
stack_top:
                resb 8192
fault_stack_top:
