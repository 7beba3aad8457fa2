/* SPDX-License-Identifier: BSD-2-Clause */
/* Any text as a number on a command line. */
#include "number.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *text = g_strndup((const char *) data, size);
        double seconds = -1;
        guint count = 0;

        if (tck_number_seconds("--timeout", text, TRUE, &seconds, NULL))
                assert(seconds == 0 || (seconds >= 0.001 && seconds <= 366.0 * 24 * 3600));
        else
                assert(seconds == -1);
        if (tck_number_count("-j", text, 3, 1000, &count, NULL))
                assert(count >= 3 && count <= 1000);
        else
                assert(count == 0);
        return 0;
}
