/* SPDX-License-Identifier: BSD-2-Clause */
/* A 16550 serial port, polled. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERIAL_COM1 0x3f8u /* the console, for people */
#define SERIAL_COM2 0x2f8u /* the wire */
#define SERIAL_COM2_LINE 3u
#define SERIAL_AT_ONCE 14u /* bytes */

struct serial {
        uint16_t port; /* 0 if there is none */
        bool sleeps;   /* serial_await() may do so */
        bool woken;    /* by a byte, which is all that QEMU has handed over */
        bool stuck;    /* it has not taken a byte for a long while, and what is sent is dropped until it does */
};

/* Sets the port up: 8N1, FIFOs on and empty. Without such a port, false; the others then do nothing. */
bool serial_open(struct serial *ret_serial, uint16_t port);

/* True if a byte has come in. */
bool serial_pending(const struct serial *serial);

/* Takes the bytes that have come in, and says how many. */
size_t serial_receive(struct serial *serial, uint8_t ret_bytes[SERIAL_AT_ONCE]);

/* Returns when a byte has come in. Sleeps until then, if it can, but for one that should come soon only after a while. */
void serial_await(struct serial *serial, bool soon);

/* Tries whether interrupts of the port come in on this line, so that it can. */
void serial_try_interrupts(struct serial *serial, unsigned line);

/* Sends. */
void serial_send(struct serial *serial, const char *text, size_t length);

/* Sends text for a terminal, where a line ends with CR and LF. */
void serial_print(struct serial *serial, const char *text, size_t length);

/* Returns when the last byte has left. */
void serial_drain(struct serial *serial);
