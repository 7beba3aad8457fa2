/* SPDX-License-Identifier: BSD-2-Clause */
/* Any text as a probe's command line. */
#include "../../probe/options.c"

#include "fuzz.h"
#include "pvpanic.h"

static void complain(const char *word) {
        assert(*word && !strpbrk(word, " \n"));
}

static const struct channel *find_channel(const char *word) {
        static const char channel;

        return g_str_equal(word, "panic") || g_str_equal(word, "panic-acpi") ? (const struct channel *) &channel : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const struct options_reader reader = {find_channel, complain};
        struct options options = OPTIONS_INITIAL;
        g_autofree char *text = g_strndup((const char *) data, size);

        options_read(&options, text, size & 1, &reader);
        assert(!options.agent || !options.automatic);
        assert(!options.panic || options.automatic);
        return 0;
}
