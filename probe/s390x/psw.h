/* SPDX-License-Identifier: BSD-2-Clause */
/* The program-status word (z/Architecture Principles of Operation, "Program-Status-Word Format"), bit 0 on top. */
#pragma once

#include <stdint.h>

#define PSW_BIT(n) (1ull << (63 - (n)))
#define PSW_IO PSW_BIT(6)
#define PSW_EXTERNAL PSW_BIT(7)
#define PSW_MACHINE_CHECK PSW_BIT(13)
#define PSW_WAIT PSW_BIT(14)
#define PSW_PROBLEM PSW_BIT(15)
#define PSW_64_BIT (PSW_BIT(31) | PSW_BIT(32)) /* addresses have 64 bits */

#define PSW_RUN PSW_64_BIT /* supervisor state, no interruption but by the program itself */
#define PSW_DISABLED_WAIT (PSW_64_BIT | PSW_WAIT)

/* The address of a disabled wait that tells the hypervisor that the guest has shut down. */
#define PSW_QUIESCED 0xfffull

struct psw {
        uint64_t mask, address;
} __attribute__((aligned(8)));

/* Loads it. Returns if its address is that of the next instruction: never otherwise, but for interruptions. */
static inline void psw_load(const struct psw *psw) {
        __asm__ volatile("lpswe %0" : : "Q"(*psw) : "memory", "cc");
}
