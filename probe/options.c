/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"
#include "wire.h"

/* The rest of word after prefix; NULL if word does not begin with it. */
static const char *after(const char *word, const char *prefix) {
        while (*prefix)
                if (*word++ != *prefix++)
                        return NULL;
        return word;
}

static bool read_word(struct options *options, const char *word, const struct options_reader *reader) {
        const char *port = after(word, "port="), *channel = after(word, "auto=");
        uint64_t number = 0;

        if (port) {
                if (!wire_number(port, &number) || number > UINT16_MAX)
                        return false;
                options->port = (uint16_t) number;
        } else if (wire_same(word, "agent") || wire_same(word, "auto") || (channel && reader->find_channel(channel))) {
                options->agent = wire_same(word, "agent");
                options->automatic = !options->agent;
                options->panic = channel ? reader->find_channel(channel) : NULL;
        } else if (wire_same(word, "bare-exit"))
                options->bare_exit = true;
        else if (wire_same(word, "one-line"))
                options->one_line = true;
        else
                return false;
        return true;
}

void options_read(struct options *options, char *words, bool named, const struct options_reader *reader) {
        while (*words) {
                char *word = words, *end = words;
                bool last;

                while (*end && *end != ' ' && *end != '\n')
                        end++;
                last = !*end;
                *end = '\0';
                if (*word) {
                        if (!read_word(options, word, reader) && !named)
                                reader->complain(word);
                        named = false;
                }
                if (last)
                        return;
                words = end + 1;
        }
}
