/* SPDX-License-Identifier: BSD-2-Clause */
#include "acpi_tables.h"
#include "boot.h"
#include "platform.h"

/* ACPI specification, "Finding the RSDP on IA-PC systems". */
#define EBDA_SEGMENT 0x40eu /* where the BIOS stores the segment of its extended data area */
#define EBDA_SIZE 0x400u
#define BIOS_START 0xe0000u
#define BIOS_SIZE 0x20000u

static uint64_t scan(uint64_t start, size_t size) {
        size_t offset;

        return tables_find_root_pointer(memory_at(start), size, &offset) ? start + offset : 0;
}

uint64_t boot_rsdp(void) {
        uint64_t ebda = (uint64_t) * (const uint16_t *) memory_at(EBDA_SEGMENT) << 4;
        uint64_t found = ebda ? scan(ebda, EBDA_SIZE) : 0;

        return found ? found : scan(BIOS_START, BIOS_SIZE);
}
