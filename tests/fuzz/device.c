/* SPDX-License-Identifier: BSD-2-Clause */
/* Any text as iasl's output: what is found is a part of it, and a device. */
#include "disassembly.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *source = g_strndup((const char *) data, size);
        g_autofree char *device = tck_find_device(source, "QEMU0001");

        assert(!device || (g_str_has_prefix(device, "Device (") && strstr(device, "\"QEMU0001\"")));
        return 0;
}
