/* SPDX-License-Identifier: BSD-2-Clause */
#include "platform.h"

#define PAGE_SIZE 4096u

struct platform platform;

void *memory_at(uint64_t address) {
        return (void *) (address < PAGE_SIZE ? address + platform.page_zero : address);
}
