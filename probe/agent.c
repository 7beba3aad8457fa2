/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"
#include "main.h"
#include "operation.h"
#include "platform.h"
#include "sender.h"

/* How often to check an idle wire. */
#define IDLE_MICROSECONDS 100u

static bool open;
static uint8_t received[LINE_AT_ONCE];
static size_t received_count, received_next;
static struct wire_reader reader;
static struct wire_writer writer;

bool agent_open(void) {
        open = line_open(LINE_WIRE);
        if (open)
                sender_open(line_send, line_drain);
        return open;
}

bool agent_pending(void) {
        return received_next < received_count || line_pending(LINE_WIRE);
}

void agent_hello(void) {
        if (platform.returns)
                line_send(LINE_WIRE, "\n", 1); /* ends whatever the firmware may have written there */
        wire_begin(&writer);
        wire_put_word(&writer, "hello " WIRE_NAME);
        wire_put_word(&writer, "1");
        _Static_assert(WIRE_VERSION == 1, "the hello line contains the version");
        wire_put_word(&writer, "boot=");
        wire_put_text(&writer, platform.name);
        wire_put_word(&writer, "arch=");
        wire_put_text(&writer, arch_name);
        send_line(&writer);
}

/* Executes one line. False if the agent is to stop. */
static bool obey(char *line, bool readable) {
        struct call call = {.answer = &writer};
        struct wire_words words;

        if (!readable || !wire_split(line, &words) || words.count == 1 ||
            (words.count && !wire_number(words.word[0], &call.sequence))) {
                call.sequence = 0;
                call_error(&call, "malformed", NULL);
        } else if (!words.count)
                return true;
        else {
                call.argument = words.word + 2;
                call.count = words.count - 2;
                operation_perform(&call, words.word[1]);
        }
        if (!call.answered)
                send_line(&writer);
        return !call.leave;
}

static uint8_t next_byte(void) {
        if (received_next == received_count) {
                line_await(LINE_WIRE, reader.length);
                received_count = line_receive(LINE_WIRE, received);
                received_next = 0;
        }
        return received[received_next++];
}

void agent_serve(void) {
        while (open) {
                enum wire_input input = wire_push(&reader, next_byte());

                if (input != WIRE_MORE && !obey(reader.line, input == WIRE_LINE))
                        return;
        }
}

bool agent_serve_within(unsigned milliseconds) {
        unsigned looks = open ? milliseconds * (1000 / IDLE_MICROSECONDS) : 0;

        while (!agent_pending()) {
                if (!looks--)
                        return false;
                platform.stall(IDLE_MICROSECONDS);
        }
        agent_serve();
        return true;
}
