/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"
#include "cpu.h"
#include "platform.h"

enum {
        ENTRY_LARGE = 1 << 7,

        OFFSET_BITS = 12,
        INDEX_BITS = 9,
        LARGE_LEVELS = 3, /* at higher levels an entry cannot be a page */
};

/* The size of the page that contains address; 0 if it is not mapped. */
static uint64_t page_size(uint64_t address) {
        unsigned level = 4 + !!(READ_REGISTER(cr4) & CR4_LA57), bits = OFFSET_BITS + level * INDEX_BITS;
        uint64_t entry = READ_REGISTER(cr3);

        if ((uint64_t) ((int64_t) (address << (64 - bits)) >> (64 - bits)) != address)
                return 0; /* not canonical */
        for (; level; level--) {
                const uint64_t *table = memory_at(entry & PAGE_ENTRY_ADDRESS);

                bits -= INDEX_BITS;
                entry = table[address >> bits & ((1u << INDEX_BITS) - 1)];
                if (!(entry & PAGE_ENTRY_PRESENT))
                        return 0;
                if (level <= LARGE_LEVELS && entry & ENTRY_LARGE)
                        break;
        }
        return 1ull << bits;
}

bool paging_maps(uint64_t address, size_t length) {
        uint64_t end = address + length;

        if (end < address)
                return false;
        while (address < end) {
                uint64_t size = page_size(address);

                if (!size)
                        return false;
                address = (address | (size - 1)) + 1;
                if (!address)
                        break;
        }
        return true;
}
