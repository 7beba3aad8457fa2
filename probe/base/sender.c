/* SPDX-License-Identifier: BSD-2-Clause */
#include "sender.h"

static void (*send_bytes)(enum line line, const char *text, size_t length);
static void (*drain_bytes)(enum line line);

void sender_open(void (*send)(enum line line, const char *text, size_t length), void (*drain)(enum line line)) {
        send_bytes = send;
        drain_bytes = drain;
}

void send_line(struct wire_writer *line) {
        if (!send_bytes)
                return;
        if (line->overflow) {
                line->line[0] = '#'; /* an incomplete answer would mislead the host; without one its deadline expires */
                line->length = 1;
        }
        send_bytes(LINE_WIRE, line->line, line->length);
        send_bytes(LINE_WIRE, "\n", 1);
}

struct wire_writer *send_begin_remark(const char *text) {
        static struct wire_writer remark;

        wire_begin(&remark);
        wire_put_word(&remark, "#");
        wire_put_word(&remark, text);
        return &remark;
}

void send_remark(const char *text) {
        send_line(send_begin_remark(text));
}

void send_drain(void) {
        if (drain_bytes)
                drain_bytes(LINE_WIRE);
}
