/* SPDX-License-Identifier: BSD-2-Clause */
/* Physical memory, by address and width. */
#pragma once

#include "arch.h"

/* One access of 1, 2, 4 or 8 bytes. */
struct access {
        unsigned width;
        uint64_t address, value;
};

/* The address at which length bytes of physical memory can be read; NULL if the CPU cannot read them. */
void *memory_view(uint64_t address, size_t length);

/* Load or store 1, 2, 4 or 8 bytes, with one instruction. */
uint64_t memory_load(const volatile void *at, unsigned width);
void memory_store(volatile void *at, unsigned width, uint64_t value);

/* Perform the access, with one instruction. False with *ret_trap set if it raised an exception. */
bool memory_read(struct access *access, struct trap *ret_trap);
bool memory_write(struct access *access, struct trap *ret_trap);
