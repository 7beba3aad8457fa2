/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration table, and the memory map. */
#include "firmware.h"

uint64_t firmware_table(const EFI_GUID *guid) {
        for (UINTN i = 0; i < firmware->NumberOfTableEntries; i++)
                if (!__builtin_memcmp(&firmware->ConfigurationTable[i].VendorGuid, guid, sizeof(*guid)))
                        return (uint64_t) firmware->ConfigurationTable[i].VendorTable;
        return 0;
}

uint64_t firmware_rsdp(void) {
        static const EFI_GUID acpi_2 = ACPI_20_TABLE_GUID, acpi_1 = ACPI_TABLE_GUID;
        uint64_t address = firmware_table(&acpi_2);

        return address ? address : firmware_table(&acpi_1);
}

uint64_t firmware_device_tree(void) {
        static const EFI_GUID tree = {0xb1b621d5, 0xf19c, 0x41a5, {0x83, 0x0b, 0xd9, 0x15, 0x2c, 0x69, 0xaa, 0xe0}};

        return firmware_table(&tree);
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
