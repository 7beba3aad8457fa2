/* SPDX-License-Identifier: BSD-2-Clause */
/* The CPU's control registers, its descriptor tables, and the segments chosen from them. */
#pragma once

#include <stdint.h>

/* Reads cr0, cr2, cr3 or cr4. */
#define READ_CONTROL(name)                                              \
        ({                                                              \
                uint64_t value_;                                        \
                __asm__ volatile("mov %%" #name ", %0" : "=r"(value_)); \
                value_;                                                 \
        })

#define CR4_LA57 (1u << 12) /* page tables of five levels */

/* What LGDT, LIDT and their like take. */
struct table_register {
        uint16_t limit;
        uint64_t base;
} __attribute__((packed));

_Static_assert(sizeof(struct table_register) == 10, "");

static inline void load_interrupts(const struct table_register *table) {
        __asm__ volatile("lidt %0" : : "m"(*table));
}

static inline void store_interrupts(struct table_register *ret_table) {
        __asm__ volatile("sidt %0" : "=m"(*ret_table));
}

static inline void load_segments(const struct table_register *table) {
        __asm__ volatile("lgdt %0" : : "m"(*table));
}

static inline void store_segments(struct table_register *ret_table) {
        __asm__ volatile("sgdt %0" : "=m"(*ret_table));
}

static inline uint16_t read_cs(void) {
        uint16_t selector;

        __asm__ volatile("mov %%cs, %0" : "=r"(selector));
        return selector;
}

static inline uint16_t read_task(void) {
        uint16_t selector;

        __asm__ volatile("str %0" : "=r"(selector));
        return selector;
}

static inline void load_task(uint16_t selector) {
        __asm__ volatile("ltr %0" : : "r"(selector) : "memory");
}
