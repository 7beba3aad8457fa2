/* SPDX-License-Identifier: BSD-2-Clause */
/* Physical memory, by address and width. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trap.h"

/* One access of 1, 2, 4 or 8 bytes. */
struct access {
        unsigned width;
        uint64_t address, value;
};

/* Where physical memory can be seen. */
void *memory_at(uint64_t address);

/* The same for length bytes, if the CPU can read them: otherwise NULL. */
void *memory_view(uint64_t address, size_t length);

/* Do the access, with one instruction. False with *ret_trap set if it raised an exception. */
bool memory_read(struct access *access, struct trap *ret_trap);
bool memory_write(struct access *access, struct trap *ret_trap);
