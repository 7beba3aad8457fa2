/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of a serial port of type 16550A, as offsets, and what is in them. */
#pragma once

enum {
        DATA = 0, /* the divisor's low byte while LINE_CONTROL_DIVISOR is set */
        INTERRUPT_ENABLE = 1,
        FIFO_CONTROL = 2,
        LINE_CONTROL = 3,
        MODEM_CONTROL = 4,
        LINE_STATUS = 5,

        INTERRUPT_ENABLE_RECEIVED = 0x01,
        INTERRUPT_ENABLE_ROOM = 0x02,
        FIFO_CONTROL_CLEAR = 0x06,
        FIFO_CONTROL_FIRST_BYTE = 0x01, /* an interrupt for the first byte */
        FIFO_CONTROL_MANY_BYTES = 0xc1, /* a threshold that lets QEMU deliver several bytes at once */
        LINE_CONTROL_8N1 = 0x03,
        LINE_CONTROL_DIVISOR = 0x80,
        LINE_STATUS_RECEIVED = 0x01,
        LINE_STATUS_ROOM = 0x20, /* for as many bytes as the FIFO holds */
        LINE_STATUS_SENT = 0x40,
        LINE_STATUS_NO_PORT = 0xff,
        FIFO_BYTES = 16,
        MODEM_CONTROL_READY = 0x03,      /* DTR, RTS */
        MODEM_CONTROL_INTERRUPTS = 0x08, /* OUT2, which lets interrupts out */
        MODEM_CONTROL_LOOPBACK = 0x10,
};

/*
 * 300 baud. A virtual port ignores the speed, but for each byte that is read QEMU sets a timer to the duration of four
 * bytes, and wakes its main loop unless another timer expires before.
 */
#define DIVISOR 384u
