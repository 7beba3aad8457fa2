/* SPDX-License-Identifier: BSD-2-Clause */
#include "mmio.h"
#include "uart.h"

enum {
        DATA = 0, /* the divisor's low byte while LINE_CONTROL_DIVISOR is set */
        INTERRUPT_ENABLE = 1,
        FIFO_CONTROL = 2,
        LINE_CONTROL = 3,
        MODEM_CONTROL = 4,
        LINE_STATUS = 5,

        INTERRUPT_ENABLE_RECEIVED = 0x01,
        FIFO_CONTROL_CLEAR = 0x06,
        FIFO_CONTROL_FIRST_BYTE = 0x01, /* an interrupt for the first byte */
        FIFO_CONTROL_MANY_BYTES = 0xc1, /* a threshold that lets QEMU deliver several bytes at once */
        LINE_CONTROL_8N1 = 0x03,
        LINE_CONTROL_DIVISOR = 0x80,
        LINE_STATUS_RECEIVED = 0x01,
        LINE_STATUS_ROOM = 0x20,
        LINE_STATUS_SENT = 0x40,
        MODEM_CONTROL_READY = 0x0b, /* DTR, RTS, and OUT2, which lets interrupts out */
        MODEM_CONTROL_LOOPBACK = 0x10,
};

/* 300 baud: for each byte that is read, QEMU sets a timer to the duration of four (probe/x86_64/serial.c). */
#define DIVISOR 384u

static void open(uint64_t base) {
        *mmio8(base + LINE_CONTROL) = LINE_CONTROL_8N1 | LINE_CONTROL_DIVISOR;
        *mmio8(base + DATA) = DIVISOR & 0xff;
        *mmio8(base + INTERRUPT_ENABLE) = DIVISOR >> 8;
        *mmio8(base + LINE_CONTROL) = LINE_CONTROL_8N1;
        *mmio8(base + FIFO_CONTROL) = FIFO_CONTROL_MANY_BYTES | FIFO_CONTROL_CLEAR;
        *mmio8(base + MODEM_CONTROL) = MODEM_CONTROL_READY;
        (void) *mmio8(base + DATA); /* QEMU notices that there is room again */
        *mmio8(base + INTERRUPT_ENABLE) = INTERRUPT_ENABLE_RECEIVED;
}

static bool has_byte(uint64_t base) {
        return *mmio8(base + LINE_STATUS) & LINE_STATUS_RECEIVED;
}

static bool has_room(uint64_t base) {
        return *mmio8(base + LINE_STATUS) & LINE_STATUS_ROOM;
}

static bool is_empty(uint64_t base) {
        return *mmio8(base + LINE_STATUS) & LINE_STATUS_SENT;
}

static uint8_t take(uint64_t base) {
        return *mmio8(base + DATA);
}

static void put(uint64_t base, uint8_t byte) {
        *mmio8(base + DATA) = byte;
}

static void expect(uint64_t base, bool first) {
        *mmio8(base + FIFO_CONTROL) = first ? FIFO_CONTROL_FIRST_BYTE : FIFO_CONTROL_MANY_BYTES;
}

/* Outside loopback mode each byte that is read wakes QEMU's main loop. */
static void hold(uint64_t base, bool on) {
        *mmio8(base + MODEM_CONTROL) = (uint8_t) (MODEM_CONTROL_READY | (on ? MODEM_CONTROL_LOOPBACK : 0));
}

const struct uart_kind uart_16550 = {open, has_byte, has_room, is_empty, take, put, expect, hold};
