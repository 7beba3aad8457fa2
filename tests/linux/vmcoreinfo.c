/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints the VMCOREINFO in a core. */
#include <stdio.h>

#include "core.h"
#include "wait.h"

int main(int argc, char **argv) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TckCore) core = argc == 2 ? tck_core_open(argv[1], tck_deadline(60), &error) : NULL;
        const char *text = core ? core->vmcoreinfo : NULL;

        if (!text) {
                fprintf(stderr, "vmcoreinfo: %s\n",
                        error  ? error->message
                        : core ? "the core has none"
                               : "expected a core");
                return 1;
        }
        fputs(text, stdout);
        return 0;
}
