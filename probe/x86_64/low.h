/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page below 1 MiB, which can be addressed in all modes of the CPU, and where another CPU can start. Its code is in
 * asm/modes.asm. One CPU at a time can use it.
 */
#pragma once

#include "cpu.h"

#define LOW_PAGE_SIZE 4096u
#define LOW_KIND_OUT 8u /* the kind of an access is its width, plus this for a write */

/*
 * Selectors of its segments, which follow a copy of the current ones. The 64-bit code segment is flat; the base of the
 * others is the page.
 */
enum {
        LOW_OUTER_MAX = 24, /* the highest number of current segments */
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

/* The beginning of the page; asm/offsets.c passes the offsets to asm/modes.asm. */
struct low {
        uint8_t start[8];
        struct table_register inner_gdt;
        struct table_register outer_idt;
        struct table_register legacy_idt; /* for protected mode */
        struct table_register real_idt;
        struct low_far enter;  /* the target of low_switch */
        struct low_far legacy; /* the next target, of low_leave_long */
        struct low_far leave;  /* the way back to 64-bit mode */
        uint16_t real_offset, real_segment;
        uint64_t rsp, cs;
        uint32_t cr0, efer, cr3, cr4;
        uint32_t port, value, kind;                       /* the access; value is also the result of a read */
        uint32_t seen_code, seen_cs, seen_cr0, seen_efer; /* seen by the code that did the access */
        uint32_t nmis;
        uint64_t stacks,
                main; /* for CPUs that start: the end of the first stack, and the function to call with the CPU's number */
        uint32_t cpus, stack_size, cpus_max;
        uint16_t real_vectors[3][2];
        uint64_t legacy_gates[3];
        uint64_t segments[LOW_SEGMENTS];
};

/* Prepares the page for this CPU; NULL if there is no page, or if the CPU's state could not be restored afterwards. */
struct low *low_prepare(void);

/* The offset of a label of asm/modes.asm in the page. */
uint32_t low_offset(const char *label);
