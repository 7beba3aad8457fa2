/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes on the wire: to lines, messages, numbers and bytes, and back. */
#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Decides from all of its bytes whether a line is valid. */
static enum wire_input judge(const uint8_t *bytes, size_t length) {
        size_t printable = 0;

        for (size_t i = 0; i < length; i++) {
                if (bytes[i] == '\r' && i == length - 1)
                        continue;
                if (bytes[i] < ' ' || bytes[i] > '~' || ++printable > WIRE_LINE_MAX)
                        return WIRE_BAD;
        }
        return WIRE_LINE;
}

static void check_line(const char *line) {
        size_t length = strlen(line);

        assert(length <= WIRE_LINE_MAX);
        for (size_t i = 0; i < length; i++)
                assert(line[i] >= ' ' && line[i] <= '~');
}

/* A number consists of digits, and is the same when it is written and read back. */
static void check_number(const char *word) {
        const char *digits = strncmp(word, "0x", 2) == 0 ? word + 2 : word;
        struct wire_writer writer;
        uint64_t value, again;

        if (!wire_number(word, &value))
                return;
        assert(*digits && strspn(digits, digits == word ? "0123456789" : "0123456789abcdefABCDEF") == strlen(digits));
        wire_begin(&writer);
        wire_put_number(&writer, value);
        assert(!writer.overflow && wire_number(writer.line, &again) && again == value);
}

static void check_bytes(const char *word) {
        static uint8_t bytes[64];
        struct wire_writer writer;
        size_t length;

        if (!wire_bytes(word, bytes, sizeof bytes, &length))
                return;
        assert(length <= sizeof bytes && (length ? strlen(word) == 2 * length : wire_same(word, "-")));
        wire_begin(&writer);
        wire_put_bytes(&writer, bytes, length);
        for (size_t i = 0; i <= strlen(word); i++)
                assert(tolower(word[i]) == writer.line[i]);
}

static void check_message(const struct wire_message *message) {
        assert(message->count <= WIRE_WORDS_MAX - 2);
        assert(message->count == 0 || message->kind < WIRE_REMARK);
        assert(message->kind != WIRE_FAULT || message->count == 3);
        assert(message->kind != WIRE_ERROR || message->count > 0);
        for (size_t i = 0; i < message->count; i++) {
                assert(*message->value[i] && !strchr(message->value[i], ' '));
                check_number(message->value[i]);
                check_bytes(message->value[i]);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static struct wire_reader reader;
        size_t begin = 0;

        memset(&reader, 0, sizeof reader);
        for (size_t i = 0; i < size; i++) {
                struct wire_message message;
                enum wire_input input = wire_push(&reader, data[i]);

                assert((input != WIRE_MORE) == (data[i] == '\n'));
                if (input == WIRE_MORE)
                        continue;
                assert(input == judge(data + begin, i - begin));
                begin = i + 1;
                check_line(reader.line);
                wire_parse(reader.line, &message);
                check_message(&message);
        }
        return 0;
}
