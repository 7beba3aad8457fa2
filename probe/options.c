/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"
#include "wire.h"

/* What follows prefix in word, or NULL. */
static const char *after(const char *word, const char *prefix) {
        while (*prefix)
                if (*word++ != *prefix++)
                        return NULL;
        return word;
}

static bool read_word(struct options *options, const char *word) {
        const char *port = after(word, "port="), *automatic = after(word, "auto");
        uint64_t number = 0;

        if (port) {
                if (!wire_number(port, &number) || number > UINT16_MAX)
                        return false;
                options->port = (uint16_t) number;
        } else if (wire_same(word, "agent")) {
                options->agent = true;
                options->automatic = options->panic = options->acpi = false;
        } else if (automatic &&
                   (!*automatic || wire_same(automatic, "=panic") || wire_same(automatic, "=panic-acpi"))) {
                options->agent = false;
                options->automatic = true;
                options->panic = *automatic;
                options->acpi = wire_same(automatic, "=panic-acpi");
        } else if (wire_same(word, "bare-exit"))
                options->bare_exit = true;
        else
                return false;
        return true;
}

void options_read(struct options *options, char *words, bool named, void (*complain)(const char *word)) {
        while (*words) {
                char *word = words, *end = words;
                bool last;

                while (*end && *end != ' ' && *end != '\n')
                        end++;
                last = !*end;
                *end = '\0';
                if (*word) {
                        if (!read_word(options, word) && !named)
                                complain(word);
                        named = false;
                }
                if (last)
                        return;
                words = end + 1;
        }
}
