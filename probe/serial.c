/* SPDX-License-Identifier: BSD-2-Clause */
#include "io.h"
#include "serial.h"

enum {
        DATA = 0, /* the divisor's low byte while LINE_CONTROL_DIVISOR is set */
        INTERRUPT_ENABLE = 1,
        FIFO_CONTROL = 2,
        LINE_CONTROL = 3,
        MODEM_CONTROL = 4,
        LINE_STATUS = 5,

        FIFO_CONTROL_ENABLE_AND_CLEAR = 0x07,
        LINE_CONTROL_8N1 = 0x03,
        LINE_CONTROL_DIVISOR = 0x80,
        LINE_STATUS_RECEIVED = 0x01,
        LINE_STATUS_ROOM = 0x20,
        LINE_STATUS_SENT = 0x40,
        LINE_STATUS_NO_PORT = 0xff,
        MODEM_CONTROL_READY = 0x03, /* DTR, RTS */
};

/* How often to look whether the port takes another byte before giving up: seconds, on anything. */
#define PATIENCE (1u << 22)

bool serial_open(struct serial *ret_serial, uint16_t port) {
        *ret_serial = (struct serial){};
        if (in8(port + LINE_STATUS) == LINE_STATUS_NO_PORT)
                return false;
        out8(port + INTERRUPT_ENABLE, 0);
        out8(port + LINE_CONTROL, LINE_CONTROL_8N1 | LINE_CONTROL_DIVISOR);
        out8(port + DATA, 1);
        out8(port + INTERRUPT_ENABLE, 0);
        out8(port + LINE_CONTROL, LINE_CONTROL_8N1);
        out8(port + FIFO_CONTROL, FIFO_CONTROL_ENABLE_AND_CLEAR);
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

bool serial_receive(const struct serial *serial, uint8_t *ret_byte) {
        if (!serial_pending(serial))
                return false;
        *ret_byte = in8(serial->port + DATA);
        return true;
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

void serial_drain(struct serial *serial) {
        if (serial->port)
                wait_for(serial, LINE_STATUS_SENT);
}
