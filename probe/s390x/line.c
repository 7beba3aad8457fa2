/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines, both by SCLP's events: the wire is the ASCII console, which takes and gives bytes; the console is the operator's, which is
 * given messages of a line each.
 */
#include "sclp.h"

#define EVENT_MESSAGE 0x02u
#define EVENT_ASCII 0x1au
#define MASK_MESSAGE 0x40000000u /* of event types: bit 1 is the first */
#define MASK_ASCII 0x00000040u

#define MESSAGE_TAG 0xd4c4c240u /* "MDB " */
#define MESSAGE_REVISION 1u
#define MESSAGE_TEXT 0x0004u
#define MESSAGE_TEXT_END 0x1000u /* the line is the last one of the message */

enum { CONSOLE_MAX = 240 }; /* characters in a message */

struct event {
        uint16_t length;
        uint8_t type, flags;
        uint16_t reserved;
} __attribute__((packed));

struct event_mask {
        struct sccb header;
        uint16_t reserved, mask_length;
        uint32_t receives, sends, machine_receives, machine_sends;
} __attribute__((packed));

/* A message data block with one text object. */
struct message {
        struct sccb header;
        struct event event;
        uint16_t block_length, block_type;
        uint32_t tag, revision;
        uint16_t length, type, flags;
        uint8_t alarm, reserved[3];
        uint8_t text[CONSOLE_MAX];
} __attribute__((packed));

static union {
        struct sccb header;
        struct event_mask mask;
        struct message message;
        struct {
                struct sccb header;
                struct event event;
                uint8_t data[];
        } __attribute__((packed)) buffer;
        uint8_t bytes[SCCB_SIZE];
} block __attribute__((aligned(SCCB_SIZE)));

_Static_assert(sizeof(block) == SCCB_SIZE, "");

static bool open[LINE_WIRE + 1];
static uint8_t input[SCCB_SIZE];
static size_t input_count, input_next;
static uint8_t message[CONSOLE_MAX];
static size_t message_length;

/* Code page 500, which is what QEMU takes messages to be in, from the space on. */
static const uint8_t ebcdic[] = {
        0x40, 0x4f, 0x7f, 0x7b, 0x5b, 0x6c, 0x50, 0x7d, 0x4d, 0x5d, 0x5c, 0x4e, 0x6b, 0x60, 0x4b, 0x61,
        0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0x7a, 0x5e, 0x4c, 0x7e, 0x6e, 0x6f,
        0x7c, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6,
        0xd7, 0xd8, 0xd9, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0x4a, 0xe0, 0x5a, 0x5f, 0x6d,
        0x79, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96,
        0x97, 0x98, 0x99, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xc0, 0xbb, 0xd0, 0xa1,
};

#define EBCDIC_UNKNOWN 0x6f /* a question mark */

static void begin(size_t length) {
        __builtin_memset(&block, 0, sizeof(block));
        block.header.length = (uint16_t) length;
}

static bool done(uint32_t command) {
        return sclp_call(command, &block) && (block.header.response & 0xff) == SCLP_DONE;
}

/* What the machine takes and gives. It is told anew that this guest wants both. */
static bool exchange_masks(void) {
        begin(sizeof(block.mask));
        block.mask.mask_length = sizeof(block.mask.receives);
        block.mask.receives = MASK_ASCII;
        block.mask.sends = MASK_ASCII | MASK_MESSAGE;
        return done(SCLP_WRITE_EVENT_MASK);
}

bool line_open(enum line line) {
        uint32_t wanted = line == LINE_WIRE ? MASK_ASCII : MASK_MESSAGE;

        sclp_listen();
        open[line] = exchange_masks() && block.mask.machine_receives & wanted;
        return open[line];
}

/* The machine has both lines, or it has none. */
void line_give_console_to_wire(void) {
}

static void begin_event(uint8_t type, size_t length) {
        begin(sizeof(struct sccb) + length);
        block.buffer.event.length = (uint16_t) length;
        block.buffer.event.type = type;
}

void line_send(enum line line, const char *text, size_t length) {
        enum { MAX = SCCB_SIZE - sizeof(struct sccb) - sizeof(struct event) };

        if (line == LINE_CONSOLE) {
                line_print(line, text, length);
                return;
        }
        while (open[line] && length) {
                size_t part = length < MAX ? length : MAX;

                begin_event(EVENT_ASCII, sizeof(struct event) + part);
                __builtin_memcpy(block.buffer.data, text, part);
                done(SCLP_WRITE_EVENT_DATA);
                text += part;
                length -= part;
        }
}

static void send_message(void) {
        enum { HEAD = sizeof(struct message) - CONSOLE_MAX };
        size_t object = 10 + message_length, data_block = 12 + object;

        _Static_assert(HEAD == sizeof(struct sccb) + sizeof(struct event) + 12 + 10, "");
        begin_event(EVENT_MESSAGE, sizeof(struct event) + data_block);
        block.message.block_length = (uint16_t) data_block;
        block.message.block_type = 1;
        block.message.tag = MESSAGE_TAG;
        block.message.revision = MESSAGE_REVISION;
        block.message.length = (uint16_t) object;
        block.message.type = MESSAGE_TEXT;
        block.message.flags = MESSAGE_TEXT_END;
        __builtin_memcpy(block.message.text, message, message_length);
        done(SCLP_WRITE_EVENT_DATA);
        message_length = 0;
}

/* A message is sent when its line is complete, or as long as it may be. */
void line_print(enum line line, const char *text, size_t length) {
        if (line == LINE_WIRE) {
                line_send(line, text, length);
                return;
        }
        for (; open[line] && length; text++, length--) {
                unsigned place = (uint8_t) *text - 0x20u;

                if (*text != '\n')
                        message[message_length++] = place < sizeof(ebcdic) ? ebcdic[place] : EBCDIC_UNKNOWN;
                if (*text == '\n' || message_length == CONSOLE_MAX)
                        send_message();
        }
}

/* A call is complete when the machine has taken its bytes. */
void line_drain(enum line line) {
        (void) line;
}

/* Takes the bytes of the first event if it is one of the ASCII console, whose data begin with a zero. */
static void read_events(void) {
        size_t length;

        begin(SCCB_SIZE);
        if (!sclp_read_events(&block) || (block.header.response & 0xff) != SCLP_DONE)
                return;
        length = block.buffer.event.length;
        if (block.buffer.event.type != EVENT_ASCII || length <= sizeof(struct event) + 1 ||
            length > SCCB_SIZE - sizeof(struct sccb))
                return;
        input_next = 0;
        input_count = length - sizeof(struct event) - 1;
        __builtin_memcpy(input, block.buffer.data + 1, input_count);
}

bool line_pending(enum line line) {
        if (line != LINE_WIRE || !open[line])
                return false;
        if (input_next == input_count && sclp_pending())
                read_events();
        return input_next < input_count;
}

size_t line_receive(enum line line, uint8_t ret_bytes[static LINE_AT_ONCE]) {
        size_t count = 0;

        while (count < LINE_AT_ONCE && line_pending(line))
                ret_bytes[count++] = input[input_next++];
        return count;
}

void line_await(enum line line, bool soon) {
        (void) soon;
        while (!line_pending(line))
                sclp_await();
}
