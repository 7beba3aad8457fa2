/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration table, memory, and the memory map. */
#include "firmware.h"

#define LOW_PAGE_MAX 0x9ffffu /* video memory and ROMs follow, not RAM */

static uint64_t find_table(const EFI_GUID *guid) {
        for (UINTN i = 0; i < firmware->NumberOfTableEntries; i++)
                if (!__builtin_memcmp(&firmware->ConfigurationTable[i].VendorGuid, guid, sizeof(*guid)))
                        return (uint64_t) firmware->ConfigurationTable[i].VendorTable;
        return 0;
}

uint64_t firmware_rsdp(void) {
        static const EFI_GUID acpi_2 = ACPI_20_TABLE_GUID, acpi_1 = ACPI_TABLE_GUID;
        uint64_t address = find_table(&acpi_2);

        return address ? address : find_table(&acpi_1);
}

uint32_t firmware_allocate_low_page(void) {
        EFI_PHYSICAL_ADDRESS page = LOW_PAGE_MAX;

        if (EFI_ERROR(firmware->BootServices->AllocatePages(AllocateMaxAddress, EfiLoaderCode, 1, &page)))
                return 0;
        return (uint32_t) page;
}

void firmware_free_low_page(uint32_t page) {
        if (page)
                firmware->BootServices->FreePages(page, 1);
}

/* Allocates memory for the memory map, with room to spare: the allocation itself adds entries to the map. */
static void *allocate_map(UINTN *ret_size) {
        UINTN key, entry_size;
        UINT32 version;
        void *map;

        *ret_size = 0;
        firmware->BootServices->GetMemoryMap(ret_size, NULL, &key, &entry_size, &version);
        *ret_size += 16 * entry_size;
        if (EFI_ERROR(firmware->BootServices->AllocatePool(EfiLoaderData, *ret_size, &map)))
                return NULL;
        return map;
}

bool firmware_exit_boot_services(void) {
        UINTN size, key, entry_size;
        void *map = allocate_map(&size);
        UINT32 version;

        /*
         * The first call may fail because it changes the map, by closing what is open; the second cannot fail for that
         * reason.
         */
        for (unsigned attempt = 0; map && attempt < 2; attempt++) {
                UINTN map_size = size;

                if (EFI_ERROR(firmware->BootServices->GetMemoryMap(&map_size, map, &key, &entry_size, &version)))
                        return false;
                if (!EFI_ERROR(firmware->BootServices->ExitBootServices(firmware_image, key)))
                        return true;
        }
        return false;
}
