/* SPDX-License-Identifier: BSD-2-Clause */
/* System registers. */
#pragma once

#include <stdint.h>

/* Reads one: READ_SYSTEM(far_el1). */
#define READ_SYSTEM(name)                                          \
        ({                                                         \
                uint64_t value_;                                   \
                __asm__ volatile("mrs %0, " #name : "=r"(value_)); \
                value_;                                            \
        })

#define WRITE_SYSTEM(name, value) __asm__ volatile("msr " #name ", %0\n\tisb" : : "r"((uint64_t) (value)) : "memory")
