/* SPDX-License-Identifier: BSD-2-Clause */
#include "interrupt.h"
#include "io.h"
#include "serial.h"

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
        FIFO_CONTROL_FIRST_BYTE = 0x01, /* that is what the port interrupts for */
        FIFO_CONTROL_MANY_BYTES = 0xc1, /* as many as QEMU then hands over at once */
        LINE_CONTROL_8N1 = 0x03,
        LINE_CONTROL_DIVISOR = 0x80,
        LINE_STATUS_RECEIVED = 0x01,
        LINE_STATUS_ROOM = 0x20,
        LINE_STATUS_SENT = 0x40,
        LINE_STATUS_NO_PORT = 0xff,
        MODEM_CONTROL_READY = 0x03,      /* DTR, RTS */
        MODEM_CONTROL_INTERRUPTS = 0x08, /* OUT2, a PC's gate for them */
        MODEM_CONTROL_LOOPBACK = 0x10,
};

/* How often to look whether the port takes another byte before giving up: seconds, on anything. */
#define PATIENCE (1u << 22)

/* And how often to look whether an interrupt comes in that should be there. */
#define INTERRUPT_PATIENCE 1000u

/* How often to look for the rest of a line before sleeping, and how long to count in between: some microseconds under TCG, in
 * which QEMU can bring it, for each access to a port takes the lock that it needs for that. */
#define REST_LOOKS 16u
#define REST_COUNT 2000u

/* 300 baud. No virtual port keeps to its speed, but QEMU sets a timer for the time of four bytes with each one that is read, and
 * wakes its main loop if no other timer is due before. */
#define DIVISOR 384u

bool serial_open(struct serial *ret_serial, uint16_t port) {
        *ret_serial = (struct serial){};
        if (in8(port + LINE_STATUS) == LINE_STATUS_NO_PORT)
                return false;
        out8(port + INTERRUPT_ENABLE, 0);
        out8(port + LINE_CONTROL, LINE_CONTROL_8N1 | LINE_CONTROL_DIVISOR);
        out8(port + DATA, DIVISOR & 0xff);
        out8(port + INTERRUPT_ENABLE, DIVISOR >> 8);
        out8(port + LINE_CONTROL, LINE_CONTROL_8N1);
        out8(port + FIFO_CONTROL, FIFO_CONTROL_MANY_BYTES | FIFO_CONTROL_CLEAR);
        out8(port + MODEM_CONTROL, MODEM_CONTROL_READY);
        ret_serial->port = port;
        return true;
}

static bool status(const struct serial *serial, uint8_t bit) {
        return serial->port && in8(serial->port + LINE_STATUS) & bit;
}

bool serial_pending(const struct serial *serial) {
        return status(serial, LINE_STATUS_RECEIVED);
}

static void set_loopback(const struct serial *serial, bool on) {
        out8(serial->port + MODEM_CONTROL,
             MODEM_CONTROL_READY | (serial->sleeps ? MODEM_CONTROL_INTERRUPTS : 0) | (on ? MODEM_CONTROL_LOOPBACK : 0));
}

static uint8_t take(const struct serial *serial) {
        return in8(serial->port + DATA);
}

/* QEMU stops looking for bytes when it has handed over as many as the port's FIFO is set to, and has its main loop woken for
 * each that is read outside loopback mode: the last of so many has to be, and the others need not. */
size_t serial_receive(struct serial *serial, uint8_t ret_bytes[SERIAL_AT_ONCE]) {
        size_t count = 0;

        if (!serial_pending(serial))
                return 0;
        if (!serial->woken) {
                set_loopback(serial, true);
                while (count < SERIAL_AT_ONCE - 1 && serial_pending(serial))
                        ret_bytes[count++] = take(serial);
                set_loopback(serial, false);
        }
        if (serial_pending(serial))
                ret_bytes[count++] = take(serial);
        serial->woken = false;
        return count;
}

static void sleep(struct serial *serial) {
        out8(serial->port + FIFO_CONTROL, FIFO_CONTROL_FIRST_BYTE);
        while (!serial_pending(serial))
                interrupt_wait();
        out8(serial->port + FIFO_CONTROL, FIFO_CONTROL_MANY_BYTES);
        serial->woken = true;
}

void serial_await(struct serial *serial, bool soon) {
        for (unsigned looks = soon ? REST_LOOKS : 0; looks || !serial->sleeps; looks--) {
                if (serial_pending(serial))
                        return;
                for (unsigned i = 0; i < REST_COUNT; i++)
                        __asm__ volatile("");
        }
        if (!serial_pending(serial))
                sleep(serial);
}

void serial_try_interrupts(struct serial *serial, unsigned line) {
        unsigned before = interrupt_count(), patience = INTERRUPT_PATIENCE;

        if (!serial->port)
                return;
        interrupt_enable(line);
        out8(serial->port + MODEM_CONTROL, MODEM_CONTROL_READY | MODEM_CONTROL_INTERRUPTS);
        out8(serial->port + INTERRUPT_ENABLE, INTERRUPT_ENABLE_ROOM); /* there is: it interrupts at once */
        while (patience-- && interrupt_count() == before)
                interrupt_peek();
        serial->sleeps = interrupt_count() != before;
        out8(serial->port + INTERRUPT_ENABLE, serial->sleeps ? INTERRUPT_ENABLE_RECEIVED : 0);
}

static void wait_for(struct serial *serial, uint8_t bit) {
        unsigned patience = serial->stuck ? 1 : PATIENCE;

        while (patience && !status(serial, bit)) {
                cpu_relax();
                patience--;
        }
        serial->stuck = !patience;
}

void serial_send(struct serial *serial, const char *text, size_t length) {
        for (; serial->port && length; text++, length--) {
                wait_for(serial, LINE_STATUS_ROOM);
                if (!serial->stuck)
                        out8(serial->port + DATA, (uint8_t) *text);
        }
}

void serial_print(struct serial *serial, const char *text, size_t length) {
        for (; length; text++, length--) {
                if (*text == '\n')
                        serial_send(serial, "\r", 1);
                serial_send(serial, text, 1);
        }
}

void serial_drain(struct serial *serial) {
        if (serial->port)
                wait_for(serial, LINE_STATUS_SENT);
}
