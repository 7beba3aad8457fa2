/* SPDX-License-Identifier: BSD-2-Clause */
/* What this CPU can see: its page tables, read. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True if reading any of the length bytes at address would raise no page fault. */
bool paging_maps(uint64_t address, size_t length);
