/* SPDX-License-Identifier: BSD-2-Clause */
#include "boot.h"
#include "memory.h"

/* ACPI specification, "Finding the RSDP on IA-PC systems". */
#define EBDA_SEGMENT 0x40eu /* where the BIOS tells the segment of its extended data area */
#define EBDA_SIZE 0x400u
#define BIOS_START 0xe0000u
#define BIOS_END 0x100000u
#define STEP 16u
#define RSDP_SIZE 20u /* of revision 0, which the checksum covers in all of them */

static bool is_rsdp(const uint8_t *at) {
        uint8_t sum = 0;

        if (__builtin_memcmp(at, "RSD PTR ", 8) != 0)
                return false;
        for (unsigned i = 0; i < RSDP_SIZE; i++)
                sum = (uint8_t) (sum + at[i]);
        return !sum;
}

static uint64_t scan(uint64_t start, uint64_t end) {
        for (; start < end; start += STEP)
                if (is_rsdp(memory_at(start)))
                        return start;
        return 0;
}

uint64_t boot_rsdp(void) {
        uint64_t ebda = (uint64_t) * (const uint16_t *) memory_at(EBDA_SEGMENT) << 4;
        uint64_t found = ebda ? scan(ebda, ebda + EBDA_SIZE) : 0;

        return found ? found : scan(BIOS_START, BIOS_END);
}
