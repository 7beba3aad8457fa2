/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines: virtual terminals of the hypervisor. The one with the lower unit address, which firmware uses, is the console. */
#include "hcall.h"
#include "tree.h"
#include "xics.h"

enum {
        AT_ONCE = 16,
        BUSY_MAX = 1000000, /* times that the hypervisor may be busy */
        SOON_LOOKS = 2000,  /* before the first sleep */
};

static uint32_t units[LINE_WIRE + 1];
static bool open[LINE_WIRE + 1];
static bool interrupts; /* of the wire */
static bool one_line;
static uint8_t input[AT_ONCE];
static size_t input_count, input_next;

/* The wire's is the one with the higher address. */
static const struct tree_line *find(enum line line) {
        size_t place = line == LINE_WIRE && !one_line ? 1 : 0;

        return place < tree.line_count && !(line == LINE_CONSOLE && one_line) ? tree.lines + place : NULL;
}

bool line_open(enum line line) {
        const struct tree_line *found = find(line);

        open[line] = found != NULL;
        if (!found)
                return false;
        units[line] = found->unit;
        if (line == LINE_WIRE)
                interrupts = xics_route(found->interrupt);
        return true;
}

void line_give_console_to_wire(void) {
        one_line = true;
        open[LINE_CONSOLE] = false;
}

static void put(enum line line, const char *text, size_t length) {
        union {
                char bytes[AT_ONCE];
                uint64_t words[2];
        } part = {{0}};
        unsigned times = 0;

        __builtin_memcpy(part.bytes, text, length);
        while (hcall(H_PUT_TERM_CHAR, units[line], length, part.words[0], part.words[1], NULL) == H_BUSY &&
               times++ < BUSY_MAX)
                cpu_relax();
}

void line_send(enum line line, const char *text, size_t length) {
        while (open[line] && length) {
                size_t part = length < AT_ONCE ? length : AT_ONCE;

                put(line, text, part);
                text += part;
                length -= part;
        }
}

void line_print(enum line line, const char *text, size_t length) {
        while (length) {
                size_t part = 0;

                while (part < length && text[part] != '\n')
                        part++;
                line_send(line, text, part);
                if (part < length) {
                        line_send(line, "\r\n", 2);
                        part++;
                }
                text += part;
                length -= part;
        }
}

/* A call is complete when the hypervisor has taken its bytes. */
void line_drain(enum line line) {
        (void) line;
}

/* A zero behind a CR is the hypervisor's own (QEMU, hw/char/spapr_vty.c). */
static void take(enum line line) {
        uint64_t values[HCALL_VALUES];
        uint8_t bytes[AT_ONCE] = {0};
        size_t length;

        input_next = input_count = 0;
        if (hcall(H_GET_TERM_CHAR, units[line], 0, 0, 0, values) != H_SUCCESS)
                return;
        length = values[0] < AT_ONCE ? values[0] : AT_ONCE;
        __builtin_memcpy(bytes, values + 1, length);
        for (size_t i = 0; i < length; i++)
                if (bytes[i] || !i || bytes[i - 1] != '\r')
                        input[input_count++] = bytes[i];
}

bool line_pending(enum line line) {
        if (line != LINE_WIRE || !open[line])
                return false;
        if (input_next == input_count)
                take(line);
        return input_next < input_count;
}

size_t line_receive(enum line line, uint8_t ret_bytes[static LINE_AT_ONCE]) {
        size_t count = 0;

        while (count < LINE_AT_ONCE && line_pending(line))
                ret_bytes[count++] = input[input_next++];
        return count;
}

void line_await(enum line line, bool soon) {
        for (unsigned looks = soon ? 0 : SOON_LOOKS; !line_pending(line); looks++)
                if (interrupts && looks >= SOON_LOOKS)
                        xics_sleep();
                else
                        cpu_relax();
}
