/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm PrimeCell UART (PL011), DDI 0183, "Programmers Model". */
#include "mmio.h"
#include "uart.h"

enum {
        DATA = 0x00,
        FLAGS = 0x18,
        LINE_CONTROL = 0x2c,
        CONTROL = 0x30,
        INTERRUPT_MASK = 0x38,

        FLAGS_BUSY = 1 << 3,
        FLAGS_NO_BYTE = 1 << 4,
        FLAGS_NO_ROOM = 1 << 5,
        LINE_CONTROL_8N1 = 3 << 5,
        CONTROL_ON = 1 << 0 | 1 << 8 | 1 << 9, /* the port, what it sends, what it receives */
        INTERRUPT_RECEIVED = 1 << 4,
};

/* Without its FIFOs, each byte interrupts. */
static void open(uint64_t base) {
        *mmio32(base + CONTROL) = 0;
        *mmio32(base + LINE_CONTROL) = LINE_CONTROL_8N1;
        *mmio32(base + INTERRUPT_MASK) = INTERRUPT_RECEIVED;
        *mmio32(base + CONTROL) = CONTROL_ON;
}

static bool has_byte(uint64_t base) {
        return !(*mmio32(base + FLAGS) & FLAGS_NO_BYTE);
}

static bool has_room(uint64_t base) {
        return !(*mmio32(base + FLAGS) & FLAGS_NO_ROOM);
}

static bool is_empty(uint64_t base) {
        return !(*mmio32(base + FLAGS) & FLAGS_BUSY);
}

static uint8_t take(uint64_t base) {
        return (uint8_t) *mmio32(base + DATA);
}

static void put(uint64_t base, uint8_t byte) {
        *mmio32(base + DATA) = byte;
}

static void expect(uint64_t base, bool first) {
        (void) base, (void) first;
}

static void hold(uint64_t base, bool on) {
        (void) base, (void) on;
}

const struct uart_kind uart_pl011 = {open, has_byte, has_room, is_empty, take, put, expect, hold};
