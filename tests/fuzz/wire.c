/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever a guest may say on the wire: bytes to lines, lines to messages, words to numbers and bytes. */
#include <assert.h>
#include <string.h>

#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take_values(const struct wire_message *message) {
        for (size_t i = 0; i < message->count; i++) {
                uint8_t bytes[16];
                uint64_t number;
                size_t length = 0;

                wire_number(message->value[i], &number);
                if (wire_bytes(message->value[i], bytes, sizeof bytes, &length))
                        assert(length <= sizeof bytes);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static struct wire_reader reader;

        memset(&reader, 0, sizeof reader);
        for (size_t i = 0; i < size; i++) {
                struct wire_message message;
                enum wire_input input = wire_push(&reader, data[i]);

                if (input == WIRE_MORE)
                        continue;
                assert(strlen(reader.line) <= WIRE_LINE_MAX);
                wire_parse(reader.line, &message);
                assert(message.count <= WIRE_WORDS_MAX);
                take_values(&message);
        }
        return 0;
}
