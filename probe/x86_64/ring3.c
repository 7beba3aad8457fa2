/* SPDX-License-Identifier: BSD-2-Clause */
#include "ring3.h"

#include <stddef.h>

#include "platform.h"

enum {
        PAGE_USER_TABLE = 0x7, /* present, writable, for ring 3 */
        PAGE_SIZE = 4096,
        ENTRIES = 512,
        ROOT_BITS = 39,

        RFLAGS_RESERVED = 1 << 1,
        RFLAGS_LEVEL_3 = 3 << 12,

        PORTS = 65536,
        KIND_WIDTH = LOW_KIND_OUT - 1, /* the width in the kind of an access */

        TASK_AVAILABLE_64 = 0x89, /* the type of a task state segment's descriptor */
        TASK_BUSY = 1 << 9,       /* in the upper half of the descriptor */
        STACK_SIZE = 4096,
};

/* A 64-bit task state segment with its I/O permission map, which a byte of ones has to follow. */
static struct {
        uint32_t unused_1;
        uint64_t stack; /* the stack of ring 0 */
        uint64_t unused_2[11];
        uint16_t unused_3, map_offset;
        uint8_t map[PORTS / 8 + 1];
} __attribute__((packed)) task;

_Static_assert(offsetof(__typeof__(task), map) == 104, "");

static uint8_t stack[STACK_SIZE] __attribute__((aligned(16)));
static uint64_t tables[4][ENTRIES] __attribute__((aligned(PAGE_SIZE)));

/* asm/modes.asm */
extern const char low_ring3[], low_ring3_end[];
_Noreturn void mode_enter_ring3(uint64_t rip, uint64_t rflags);

static void write_cr3(uint64_t value) {
        __asm__ volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}

/*
 * Copies the current mapping for ring 0, and maps the page again at a free address for ring 3. Returns that address; 0
 * if there is none.
 */
static uint64_t map_page(uint32_t page) {
        uint64_t *root = tables[0];
        unsigned slot = ENTRIES / 2 - 1;

        if (READ_REGISTER(cr4) & CR4_LA57)
                return 0;
        __builtin_memcpy(root, (const void *) (READ_REGISTER(cr3) & PAGE_ENTRY_ADDRESS), sizeof(tables[0]));
        while (slot && root[slot] & PAGE_ENTRY_PRESENT)
                slot--;
        if (!slot)
                return 0;
        root[slot] = (uint64_t) tables[1] | PAGE_USER_TABLE;
        tables[1][0] = (uint64_t) tables[2] | PAGE_USER_TABLE;
        tables[2][0] = (uint64_t) tables[3] | PAGE_USER_TABLE;
        tables[3][0] = page | PAGE_USER_TABLE;
        return (uint64_t) slot << ROOT_BITS;
}

/* Fills the task state segment, and writes its descriptor, which takes the last two segments in the page. */
static void fill_task(struct low *low, enum ring3_leave leave) {
        uint64_t base = (uint64_t) &task, *segment = low->segments + (LOW_TASK >> 3);

        segment[0] = (sizeof(task) - 1) | (base & 0xffffff) << 16 | (uint64_t) TASK_AVAILABLE_64 << 40 |
                     (base >> 24 & 0xff) << 56;
        segment[1] = base >> 32;
        task.stack = (uint64_t) stack + sizeof(stack);
        task.map_offset = leave == RING3_MAP ? offsetof(__typeof__(task), map) : sizeof(task);
        __builtin_memset(task.map, 0xff, sizeof(task.map));
        for (uint32_t port = low->port; port < low->port + (low->kind & KIND_WIDTH) && port < PORTS; port++)
                task.map[port / 8] &= (uint8_t) ~(1u << port % 8);
}

struct entry {
        uint64_t rip, rflags;
};

static void do_enter(void *argument) {
        const struct entry *entry = argument;

        mode_enter_ring3(entry->rip, entry->rflags);
}

bool ring3_run(struct low *low, enum ring3_leave leave, bool *ret_survived, struct trap *ret_trap) {
        uint64_t outer = READ_REGISTER(cr3), page = map_page(platform.low_page);
        struct entry entry = {.rip = page + low_offset(low_ring3),
                              .rflags = RFLAGS_RESERVED | (leave == RING3_LEVEL ? RFLAGS_LEVEL_3 : 0)};

        if (!page)
                return false;
        fill_task(low, leave);
        load_task(LOW_TASK);
        write_cr3((uint64_t) tables[0]);
        trap_guarded(do_enter, &entry, ret_trap);
        write_cr3(outer);
        /* An exception is the only end of the code, and changes neither the code size nor EFER. */
        *ret_survived = ret_trap->vector == TRAP_UNDEFINED && ret_trap->pc == page + low_offset(low_ring3_end);
        low->seen_efer = (uint32_t) read_msr(MSR_EFER);
        return true;
}

void ring3_return_task(const struct table_register *table, uint16_t selector) {
        uint32_t *descriptor = (uint32_t *) (table->base + selector);

        descriptor[1] &= ~(uint32_t) TASK_BUSY;
        load_task(selector);
}
