/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever a loader or firmware may hand a probe as its command line. */
#include "../../probe/options.c"

#include "fuzz.h"
#include "pvpanic.h"

static void complain(const char *word) {
        assert(*word && !strpbrk(word, " \n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct options options = OPTIONS_INITIAL;
        g_autofree char *text = g_strndup((const char *) data, size);

        options_read(&options, text, size & 1, complain);
        assert(!options.agent || !options.automatic);
        assert((!options.panic && !options.acpi) || options.automatic);
        return 0;
}
