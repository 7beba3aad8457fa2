/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page below 1 MiB: what the modes of the CPU that have nothing else can reach, and where another CPU starts. Its code
 * is in asm/modes.asm. One CPU at a time may use it.
 */
#pragma once

#include "cpu.h"

#define LOW_PAGE_SIZE 4096u
#define LOW_KIND_OUT 8u /* an access's kind is its width, and this added if it is a write */

/* Selectors of its segments, behind a copy of those that were there before. The one for 64-bit code is flat; the others begin
 * at the page. */
enum {
        LOW_OUTER_MAX = 24, /* segments */
        LOW_CODE_64 = LOW_OUTER_MAX << 3,
        LOW_CODE_32 = LOW_CODE_64 + 0x08,
        LOW_CODE_16 = LOW_CODE_64 + 0x10,
        LOW_DATA = LOW_CODE_64 + 0x18,
        LOW_USER_CODE = LOW_CODE_64 + 0x20,
        LOW_USER_DATA = LOW_CODE_64 + 0x28,
        LOW_TASK = LOW_CODE_64 + 0x30,
        LOW_SEGMENTS = LOW_OUTER_MAX + 8,
};

/* A far pointer. */
struct low_far {
        uint32_t offset;
        uint16_t selector, unused;
};

/* How it begins; asm/modes.asm gets the offsets from asm/offsets.c. */
struct low {
        uint8_t start[8];
        struct table_register inner_gdt;
        struct table_register outer_idt;
        struct table_register legacy_idt; /* for protected mode */
        struct table_register real_idt;
        struct low_far enter;  /* where low_switch goes */
        struct low_far legacy; /* where low_leave_long goes from there */
        struct low_far leave;  /* the way back to 64 bits */
        uint16_t real_offset, real_segment;
        uint64_t rsp, cs;
        uint32_t cr0, efer, cr3, cr4;
        uint32_t port, value, kind;                       /* the access; value is also what was read */
        uint32_t seen_code, seen_cs, seen_cr0, seen_efer; /* by the code that did it */
        uint32_t nmis;
        uint64_t stacks, main; /* of CPUs that start: below the first, and what to call with the CPU's number */
        uint32_t cpus, stack_size, cpus_max;
        uint16_t real_vectors[3][2];
        uint64_t legacy_gates[3];
        uint64_t segments[LOW_SEGMENTS];
};

/* The page, ready for use by this CPU; NULL if there is none, or the CPU's state could not be restored on the way back. */
struct low *low_prepare(void);

/* Where a label of asm/modes.asm is in the page. */
uint32_t low_offset(const char *label);
