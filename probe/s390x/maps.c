/* SPDX-License-Identifier: BSD-2-Clause */
/* Which addresses can be read. */
#include "trap.h"

static void read_byte(void *argument) {
        (void) *(const volatile uint8_t *) argument;
}

bool paging_maps(uint64_t address, size_t length) {
        enum { PAGE = 4096 };
        struct trap trap;

        for (uint64_t at = address; at - address < length; at = (at | (PAGE - 1)) + 1)
                if (!trap_guarded(read_byte, (void *) at, &trap))
                        return false;
        return true;
}
