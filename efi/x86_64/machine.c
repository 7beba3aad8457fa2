/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine.h"

#include "firmware.h"
#include "platform.h"

#define R_X86_64_RELATIVE 8u

#define PNP_16550 EISA_PNP_ID(0x0501)
#define WIRE_UID 1 /* EDK2 numbers the PC's serial ports from 0: this is COM2 */

#define LOW_PAGE_MAX 0x9ffffu /* video memory and ROMs follow, not RAM */

bool machine_relocation_is_relative(uint32_t type) {
        return type == R_X86_64_RELATIVE;
}

bool machine_node_is_wire(const EFI_DEVICE_PATH *node) {
        const ACPI_HID_DEVICE_PATH *acpi = (const ACPI_HID_DEVICE_PATH *) node;

        return DevicePathType(node) == ACPI_DEVICE_PATH && DevicePathSubType(node) == ACPI_DP &&
               acpi->HID == PNP_16550 && acpi->UID == WIRE_UID;
}

/* A page below 1 MiB, in which other CPUs start and other modes run. */
void machine_take(void) {
        EFI_PHYSICAL_ADDRESS page = LOW_PAGE_MAX;

        if (!EFI_ERROR(firmware->BootServices->AllocatePages(AllocateMaxAddress, EfiLoaderCode, 1, &page)))
                platform.low_page = (uint32_t) page;
}

void machine_give_back(void) {
        if (platform.low_page)
                firmware->BootServices->FreePages(platform.low_page, 1);
}
