/* SPDX-License-Identifier: BSD-2-Clause */
#include "low.h"

#include "platform.h"
#include "trap.h"

enum {
        GATE_INTERRUPT_32 = 0x8e,
        VECTORS = 3, /* up to the NMI */
};

/* Descriptors without base and limit. Those with a base have a limit of 64 KiB. */
#define CODE_64 0x00209a0000000000ull
#define CODE_32 0x00409a000000ffffull
#define CODE_16 0x00009a000000ffffull
#define DATA 0x000092000000ffffull
#define USER_CODE 0x0020fa0000000000ull
#define USER_DATA 0x0000f2000000ffffull
#define SEGMENT_BASE(page) ((uint64_t) (page) << 16)

/* asm/modes.asm */
extern const char low_page[], low_page_end[], low_return[], low_nmi_16[], low_nmi_32[];

uint32_t low_offset(const char *label) {
        return (uint32_t) ((uint64_t) label - (uint64_t) low_page);
}

static void copy_page(struct low *low) {
        static bool copied;

        if (copied)
                return;
        copied = true;
        __builtin_memcpy(low, low_page, (size_t) ((uint64_t) low_page_end - (uint64_t) low_page));
}

/* A copy of the current segments, so that the gates still work, followed by those of the modes. */
static bool fill_segments(struct low *low, uint32_t page) {
        struct table_register outer;

        STORE_TABLE(sgdt, outer);
        low->inner_gdt = TABLE_REGISTER(low->segments);
        if (outer.base == low->inner_gdt.base)
                return true;
        if (outer.limit >= LOW_OUTER_MAX * sizeof(low->segments[0]))
                return false;
        __builtin_memcpy(low->segments, (const void *) outer.base, outer.limit + 1u);
        low->segments[LOW_CODE_64 >> 3] = CODE_64;
        low->segments[LOW_CODE_32 >> 3] = CODE_32 | SEGMENT_BASE(page);
        low->segments[LOW_CODE_16 >> 3] = CODE_16 | SEGMENT_BASE(page);
        low->segments[LOW_DATA >> 3] = DATA | SEGMENT_BASE(page);
        low->segments[LOW_USER_CODE >> 3] = USER_CODE;
        low->segments[LOW_USER_DATA >> 3] = USER_DATA;
        return true;
}

static void fill_vectors(struct low *low, uint32_t page) {
        uint32_t nmi = low_offset(low_nmi_32);

        low->legacy_gates[TRAP_NMI] = nmi | (uint64_t) LOW_CODE_32 << 16 | (uint64_t) GATE_INTERRUPT_32 << 40;
        low->legacy_idt = TABLE_REGISTER(low->legacy_gates);
        low->real_vectors[TRAP_NMI][0] = (uint16_t) low_offset(low_nmi_16);
        low->real_vectors[TRAP_NMI][1] = (uint16_t) (page >> 4);
        low->real_idt = TABLE_REGISTER(low->real_vectors);
}

_Static_assert(TRAP_NMI == VECTORS - 1, "");

/* Saves what has to be restored when paging is enabled again. A CPU that starts needs CR3 and CR4, too. */
static bool fill_state(struct low *low) {
        low->cr0 = (uint32_t) READ_REGISTER(cr0);
        low->cr3 = (uint32_t) READ_REGISTER(cr3);
        low->cr4 = (uint32_t) READ_REGISTER(cr4);
        low->efer = (uint32_t) read_msr(MSR_EFER) & ~EFER_ACTIVE;
        low->cs = READ_REGISTER(cs);
        STORE_TABLE(sidt, low->outer_idt);
        return READ_REGISTER(cr3) <= UINT32_MAX;
}

struct low *low_prepare(void) {
        uint32_t page = platform.low_page;
        struct low *low = (struct low *) (uintptr_t) page;

        if (!page)
                return NULL;
        copy_page(low);
        fill_vectors(low, page);
        low->leave = (struct low_far){.offset = page + low_offset(low_return), .selector = LOW_CODE_64};
        return fill_segments(low, page) && fill_state(low) ? low : NULL;
}
