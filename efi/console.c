/* SPDX-License-Identifier: BSD-2-Clause */
#include "firmware.h"

void firmware_print(const char *text, size_t length) {
        CHAR16 line[64];
        size_t n = 0;

        if (!firmware->ConOut)
                return;
        while (length--) {
                if (*text == '\n')
                        line[n++] = '\r';
                line[n++] = (unsigned char) *text++;
                if (length && n < sizeof(line) / sizeof(line[0]) - 2)
                        continue;
                line[n] = 0;
                firmware->ConOut->OutputString(firmware->ConOut, line);
                n = 0;
        }
}
