/* SPDX-License-Identifier: BSD-2-Clause */
/* Control and status registers. */
#pragma once

#include <stdint.h>

/* Reads one: READ_CSR(stval). */
#define READ_CSR(name)                                              \
        ({                                                          \
                uint64_t value_;                                    \
                __asm__ volatile("csrr %0, " #name : "=r"(value_)); \
                value_;                                             \
        })

#define WRITE_CSR(name, value) __asm__ volatile("csrw " #name ", %0" : : "r"((uint64_t) (value)) : "memory")
#define SET_CSR(name, bits) __asm__ volatile("csrs " #name ", %0" : : "r"((uint64_t) (bits)) : "memory")
#define CLEAR_CSR(name, bits) __asm__ volatile("csrc " #name ", %0" : : "r"((uint64_t) (bits)) : "memory")

#define SSTATUS_INTERRUPTS (1u << 1)
#define INTERRUPT_EXTERNAL 9u /* the number of external interrupts for supervisor mode: a bit of sie and sip */
