/* SPDX-License-Identifier: BSD-2-Clause */
/* The CPU's system registers, and their fields. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct trap;

#define CR0_PROTECTED (1u << 0)
#define CR4_LA57 (1u << 12)      /* page tables of five levels */
#define EFER_ACTIVE (1u << 10)   /* long mode is active; read-only */
#define SELECTOR_RING 3u         /* the privilege level in a selector */
#define PAGE_ENTRY_PRESENT 0x01u /* in an entry of a page table */
#define PAGE_ENTRY_ADDRESS 0x000ffffffffff000ull

/* ---- control and segment registers ---- */

/* Reads a register: READ_REGISTER(cr3), READ_REGISTER(cs). */
#define READ_REGISTER(name)                                             \
        ({                                                              \
                uint64_t value_;                                        \
                __asm__ volatile("mov %%" #name ", %0" : "=r"(value_)); \
                value_;                                                 \
        })

static inline uint16_t read_task(void) {
        uint16_t selector;

        __asm__ volatile("str %0" : "=r"(selector));
        return selector;
}

static inline void load_task(uint16_t selector) {
        __asm__ volatile("ltr %0" : : "r"(selector) : "memory");
}

/* ---- descriptor tables ---- */

/* The operand of LGDT, LIDT, SGDT and SIDT. */
struct table_register {
        uint16_t limit;
        uint64_t base;
} __attribute__((packed));

_Static_assert(sizeof(struct table_register) == 10, "");

/* The operand for a table that is an array. */
#define TABLE_REGISTER(table) ((struct table_register){.limit = sizeof(table) - 1, .base = (uint64_t) (table)})

#define LOAD_TABLE(instruction, table_register) __asm__ volatile(#instruction " %0" : : "m"(table_register))
#define STORE_TABLE(instruction, table_register) __asm__ volatile(#instruction " %0" : "=m"(table_register))

/* ---- model-specific registers: accessing one that the CPU does not have raises a #GP ---- */

#define MSR_APIC_BASE 0x1bu
#define MSR_EFER 0xc0000080u
#define MSR_GS_BASE 0xc0000101u

static inline uint64_t read_msr(uint32_t number) {
        uint32_t low, high;

        __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
        return (uint64_t) high << 32 | low;
}

static inline void write_msr(uint32_t number, uint64_t value) {
        __asm__ volatile("wrmsr" : : "c"(number), "a"((uint32_t) value), "d"((uint32_t) (value >> 32)) : "memory");
}

/* The same in a guarded call: false, with *ret_trap set, if it raised an exception (arch.h). */
bool msr_read(uint32_t number, uint64_t *ret_value, struct trap *ret_trap);
bool msr_write(uint32_t number, uint64_t value, struct trap *ret_trap);

/* ---- CPUID ---- */

struct cpuid {
        uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid read_cpuid(uint32_t leaf, uint32_t subleaf) {
        struct cpuid answer;

        __asm__ volatile("cpuid"
                         : "=a"(answer.eax), "=b"(answer.ebx), "=c"(answer.ecx), "=d"(answer.edx)
                         : "a"(leaf), "c"(subleaf));
        return answer;
}
