/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever iasl may make of a guest's AML: the part that is found in it is of it, and is a device. */
#include "disassembly.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *source = g_strndup((const char *) data, size);
        g_autofree char *device = tck_find_device(source, "QEMU0001");

        assert(!device || (g_str_has_prefix(device, "Device (") && strstr(device, "\"QEMU0001\"")));
        return 0;
}
