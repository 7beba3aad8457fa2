/* SPDX-License-Identifier: BSD-2-Clause */
#include "mmio.h"
#include "uart.h"
#include "uart_16550.h"

#define READY (MODEM_CONTROL_READY | MODEM_CONTROL_INTERRUPTS)

static void open(uint64_t base) {
        *mmio8(base + LINE_CONTROL) = LINE_CONTROL_8N1 | LINE_CONTROL_DIVISOR;
        *mmio8(base + DATA) = DIVISOR & 0xff;
        *mmio8(base + INTERRUPT_ENABLE) = DIVISOR >> 8;
        *mmio8(base + LINE_CONTROL) = LINE_CONTROL_8N1;
        *mmio8(base + FIFO_CONTROL) = FIFO_CONTROL_MANY_BYTES | FIFO_CONTROL_CLEAR;
        *mmio8(base + MODEM_CONTROL) = READY;
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
        *mmio8(base + MODEM_CONTROL) = (uint8_t) (READY | (on ? MODEM_CONTROL_LOOPBACK : 0));
}

const struct uart_kind uart_16550 = {open, has_byte, has_room, is_empty, take, put, expect, hold};
