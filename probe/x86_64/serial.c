/* SPDX-License-Identifier: BSD-2-Clause */
/* The serial lines: 16550 ports, polled until their interrupts have been seen to work. */
#include "arch.h"
#include "interrupt.h"
#include "io.h"
#include "platform.h"
#include "uart_16550.h"

/* How often to check whether the port accepts another byte: seconds, on any machine. */
#define PATIENCE (1u << 22)

/* How often to check for an interrupt that is expected. */
#define INTERRUPT_PATIENCE 1000u

/*
 * How often to check for the rest of a line before sleeping, and how long to count between checks: some microseconds
 * under TCG, during which QEMU can deliver it, because each port access takes the lock that QEMU needs.
 */
#define REST_LOOKS 16u
#define REST_COUNT 2000u

static struct serial {
        uint16_t address; /* 0 if there is none */
        uint8_t interrupt;
        uint16_t port; /* the same, once the port is set up; 0 before */
        bool sleeps;   /* line_await() may sleep */
        bool woken;    /* woken by a byte, the last one that QEMU has delivered */
        bool ends; /* reading it when it is empty gives 0, so that several bytes are read without a look at the status */
        bool stuck; /* it has not accepted a byte for a long time; what is sent is dropped until it does */
} serials[] = {
        [LINE_CONSOLE] = {.address = 0x3f8, .interrupt = 4}, /* COM1 */
        [LINE_WIRE] = {.address = 0x2f8, .interrupt = 3},    /* COM2 */
};

void line_give_console_to_wire(void) {
        serials[LINE_WIRE] = serials[LINE_CONSOLE];
        serials[LINE_CONSOLE] = (struct serial){0};
}

/* Tests whether the port's interrupts arrive, so that the probe can sleep. */
static void try_interrupts(struct serial *serial) {
        uint64_t before = interrupt_count(serial->interrupt);
        unsigned patience = INTERRUPT_PATIENCE;

        interrupt_enable(serial->interrupt);
        out8(serial->port + MODEM_CONTROL, MODEM_CONTROL_READY | MODEM_CONTROL_INTERRUPTS);
        /* The buffer is empty, so the port interrupts at once. */
        out8(serial->port + INTERRUPT_ENABLE, INTERRUPT_ENABLE_ROOM);
        while (patience-- && interrupt_count(serial->interrupt) == before)
                interrupt_peek();
        serial->sleeps = interrupt_count(serial->interrupt) != before;
        out8(serial->port + INTERRUPT_ENABLE, serial->sleeps ? INTERRUPT_ENABLE_RECEIVED : 0);
}

static void set_loopback(const struct serial *serial, bool on) {
        out8(serial->port + MODEM_CONTROL,
             MODEM_CONTROL_READY | (serial->sleeps ? MODEM_CONTROL_INTERRUPTS : 0) | (on ? MODEM_CONTROL_LOOPBACK : 0));
}

/* Tests whether an empty port is read as 0, not as the last byte again, which the 16550 leaves open. */
static void try_end(struct serial *serial) {
        uint8_t echo, end;

        set_loopback(serial, true);
        out8(serial->port + DATA, 'U');
        echo = in8(serial->port + DATA);
        end = in8(serial->port + DATA);
        serial->ends = echo == 'U' && end == 0;
        out8(serial->port + FIFO_CONTROL, FIFO_CONTROL_MANY_BYTES | FIFO_CONTROL_CLEAR);
        set_loopback(serial, false);
}

bool line_open(enum line line) {
        struct serial *serial = serials + line;
        uint16_t port = serial->address;

        serial->port = 0;
        if (!port || in8(port + LINE_STATUS) == LINE_STATUS_NO_PORT)
                return false;
        out8(port + INTERRUPT_ENABLE, 0);
        out8(port + LINE_CONTROL, LINE_CONTROL_8N1 | LINE_CONTROL_DIVISOR);
        out8(port + DATA, DIVISOR & 0xff);
        out8(port + INTERRUPT_ENABLE, DIVISOR >> 8);
        out8(port + LINE_CONTROL, LINE_CONTROL_8N1);
        out8(port + FIFO_CONTROL, FIFO_CONTROL_MANY_BYTES | FIFO_CONTROL_CLEAR);
        out8(port + MODEM_CONTROL, MODEM_CONTROL_READY);
        serial->port = port;
        if (line == LINE_WIRE)
                try_end(serial);
        if (line == LINE_WIRE && !platform.returns)
                try_interrupts(serial); /* firmware owns the interrupts until its boot services end */
        return true;
}

static bool status(const struct serial *serial, uint8_t bit) {
        return serial->port && in8(serial->port + LINE_STATUS) & bit;
}

bool line_pending(enum line line) {
        return status(serials + line, LINE_STATUS_RECEIVED);
}

/*
 * QEMU stops polling for bytes when it has delivered as many as the port's FIFO threshold, and wakes its main loop for
 * each byte that is read outside loopback mode. Only the last byte needs that wake-up. Under KVM each access of a port costs
 * much, but an instruction that reads several bytes costs no more than one that reads one. Nothing on the wire is 0.
 */
static size_t receive_some(const struct serial *serial, uint8_t ret_bytes[static LINE_AT_ONCE]) {
        size_t count = 0;

        set_loopback(serial, true);
        in8_string(serial->port + DATA, ret_bytes, LINE_AT_ONCE - 1);
        set_loopback(serial, false);
        ret_bytes[LINE_AT_ONCE - 1] = in8(serial->port + DATA);
        for (size_t i = 0; i < LINE_AT_ONCE; i++)
                if (ret_bytes[i])
                        ret_bytes[count++] = ret_bytes[i];
        return count;
}

size_t line_receive(enum line line, uint8_t ret_bytes[static LINE_AT_ONCE]) {
        struct serial *serial = serials + line;
        size_t count = 0;

        if (!line_pending(line))
                return 0;
        if (!serial->woken && serial->ends)
                return receive_some(serial, ret_bytes);
        if (!serial->woken) {
                set_loopback(serial, true);
                while (count < LINE_AT_ONCE - 1 && line_pending(line))
                        ret_bytes[count++] = in8(serial->port + DATA);
                set_loopback(serial, false);
        }
        if (line_pending(line))
                ret_bytes[count++] = in8(serial->port + DATA);
        serial->woken = false;
        return count;
}

static void sleep(enum line line) {
        struct serial *serial = serials + line;

        out8(serial->port + FIFO_CONTROL, FIFO_CONTROL_FIRST_BYTE);
        while (!line_pending(line))
                interrupt_wait();
        out8(serial->port + FIFO_CONTROL, FIFO_CONTROL_MANY_BYTES);
        serial->woken = true;
}

void line_await(enum line line, bool soon) {
        struct serial *serial = serials + line;

        for (unsigned looks = soon ? REST_LOOKS : 0; looks || !serial->sleeps; looks--) {
                if (line_pending(line))
                        return;
                for (unsigned i = 0; i < REST_COUNT; i++)
                        __asm__ volatile("");
        }
        if (!line_pending(line))
                sleep(line);
}

static void wait_for(struct serial *serial, uint8_t bit) {
        unsigned patience = serial->stuck ? 1 : PATIENCE;

        while (patience && !status(serial, bit)) {
                cpu_relax();
                patience--;
        }
        serial->stuck = !patience;
}

void line_send(enum line line, const char *text, size_t length) {
        struct serial *serial = serials + line;

        for (size_t room = 0; serial->port && length; text++, length--) {
                if (!room) {
                        wait_for(serial, LINE_STATUS_ROOM);
                        room = serial->stuck ? 0 : FIFO_BYTES;
                }
                if (room) {
                        out8(serial->port + DATA, (uint8_t) *text);
                        room--;
                }
        }
}

void line_print(enum line line, const char *text, size_t length) {
        while (length) {
                size_t plain = 0;

                while (plain < length && text[plain] != '\n')
                        plain++;
                line_send(line, text, plain);
                if (plain == length)
                        return;
                line_send(line, "\r\n", 2);
                text += plain + 1;
                length -= plain + 1;
        }
}

void line_drain(enum line line) {
        struct serial *serial = serials + line;

        if (serial->port)
                wait_for(serial, LINE_STATUS_SENT);
}
