/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Firmware uses every serial port as a terminal: it writes to it and reads from it. The wire belongs to the application
 * alone, also after the application has returned: EDK2's Shell does not start on a console whose terminal was
 * disconnected and connected again.
 */
#include "firmware.h"
#include "machine.h"

static bool is_wire(EFI_HANDLE handle) {
        EFI_GUID guid = EFI_DEVICE_PATH_PROTOCOL_GUID;
        EFI_DEVICE_PATH *node;

        if (EFI_ERROR(firmware->BootServices->HandleProtocol(handle, &guid, (void **) &node)))
                return false;
        for (; !IsDevicePathEndType(node) && (size_t) DevicePathNodeLength(node) >= sizeof(*node);
             node = NextDevicePathNode(node))
                if (machine_node_is_wire(node))
                        return true;
        return false;
}

void firmware_release_wire(void) {
        EFI_GUID guid = SERIAL_IO_PROTOCOL;
        EFI_HANDLE *handles;
        UINTN count;

        if (EFI_ERROR(firmware->BootServices->LocateHandleBuffer(ByProtocol, &guid, NULL, &count, &handles)))
                return;
        for (UINTN i = 0; i < count; i++)
                if (is_wire(handles[i]))
                        firmware->BootServices->DisconnectController(handles[i], NULL, NULL);
        firmware->BootServices->FreePool(handles);
}
