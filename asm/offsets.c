/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The offsets and constants that asm/ uses from the C headers. make compiles this file to assembly, and turns its
 * marked lines into nasm's %defines in offsets.inc.
 */
#include <stddef.h>

#include "low.h"
#include "trap.h"

#define DEFINE(name, value) __asm__("\n;; %%define " #name " %c0" : : "i"(value))
#define LOW(name, member) DEFINE(LOW_##name, offsetof(struct low, member))
#define FRAME(member) DEFINE(FRAME_##member, offsetof(struct trap_frame, member))

void offsets(void);

void offsets(void) {
        LOW(INNER_GDT, inner_gdt);
        LOW(OUTER_IDT, outer_idt);
        LOW(LEGACY_IDT, legacy_idt);
        LOW(REAL_IDT, real_idt);
        LOW(ENTER, enter);
        LOW(LEGACY, legacy);
        LOW(LEAVE, leave);
        LOW(REAL, real_offset);
        LOW(RSP, rsp);
        LOW(CS, cs);
        LOW(CR0, cr0);
        LOW(EFER, efer);
        LOW(CR3, cr3);
        LOW(CR4, cr4);
        LOW(PORT, port);
        LOW(VALUE, value);
        LOW(KIND, kind);
        LOW(SEEN_CODE, seen_code);
        LOW(SEEN_CS, seen_cs);
        LOW(SEEN_CR0, seen_cr0);
        LOW(SEEN_EFER, seen_efer);
        LOW(NMIS, nmis);
        LOW(STACKS, stacks);
        LOW(MAIN, main);
        LOW(CPUS, cpus);
        LOW(STACK_SIZE, stack_size);
        LOW(CPUS_MAX, cpus_max);
        DEFINE(LOW_END, sizeof(struct low));
        DEFINE(LOW_SIZE, LOW_PAGE_SIZE);
        DEFINE(KIND_OUT, LOW_KIND_OUT);
        DEFINE(SELECTOR_CODE_32, LOW_CODE_32);
        DEFINE(SELECTOR_DATA, LOW_DATA);
        DEFINE(SELECTOR_USER_CODE, LOW_USER_CODE | 3);
        DEFINE(SELECTOR_USER_DATA, LOW_USER_DATA | 3);

        DEFINE(VECTORS, TRAP_VECTORS);
        DEFINE(STUB_SIZE, TRAP_STUB_SIZE);
        FRAME(r15);
        FRAME(r14);
        FRAME(r13);
        FRAME(r12);
        FRAME(r11);
        FRAME(r10);
        FRAME(r9);
        FRAME(r8);
        FRAME(rdi);
        FRAME(rsi);
        FRAME(rbp);
        FRAME(rbx);
        FRAME(rdx);
        FRAME(rcx);
        FRAME(rax);
        FRAME(vector);
        FRAME(rip);
        DEFINE(GUARD_RSP, offsetof(struct trap_guard, rsp));
        DEFINE(GUARD_RIP, offsetof(struct trap_guard, rip));
}
