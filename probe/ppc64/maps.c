/* SPDX-License-Identifier: BSD-2-Clause */
#include "tree.h"

/* In real mode there is memory, and nothing else. */
bool paging_maps(uint64_t address, size_t length) {
        return address <= tree.ram && length <= tree.ram - address;
}
