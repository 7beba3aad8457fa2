/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines: the console is the machine's own serial port, the wire one on the PCI bus, QEMU's device pci-serial. */
#include "arch.h"
#include "board.h"
#include "interrupt.h"
#include "pci_setup.h"
#include "platform.h"
#include "uart.h"

/* How often to check whether a port accepts another byte: seconds, on any machine. */
#define PATIENCE (1u << 22)

/* As in probe/x86_64/serial.c: how often to check for the rest of a line before sleeping, and how long to count between. */
#define REST_LOOKS 16u
#define REST_COUNT 2000u

static struct serial {
        const struct uart_kind *kind; /* NULL: it is not open */
        uint64_t base;
        bool sleeps; /* line_await() may sleep */
        bool woken;  /* woken by a byte, the last one that QEMU has delivered */
        bool stuck;  /* it has not accepted a byte for a long time; what is sent is dropped until it does */
} serials[LINE_WIRE + 1];

static bool one_line; /* the console's port is the wire */

static bool find_console(struct serial *ret_serial) {
        struct fdt_node node;
        uint64_t unused;

        if (fdt_find(&board.tree, "arm,pl011", 0, &node))
                ret_serial->kind = &uart_pl011;
        else if (fdt_find(&board.tree, "ns16550a", 0, &node))
                ret_serial->kind = &uart_16550;
        return ret_serial->kind && fdt_reg(&board.tree, &node, 0, &ret_serial->base, &unused);
}

static bool find_wire(struct serial *ret_serial) {
        uint16_t bdf;

        if (!pci_find_class(PCI_CLASS_16550, &bdf))
                return false;
        ret_serial->kind = &uart_16550;
        ret_serial->base = pci_bar(bdf, 0);
        ret_serial->sleeps =
                !platform.returns && pci_route_interrupt(bdf); /* otherwise interrupts are the firmware's */
        return ret_serial->base;
}

void line_give_console_to_wire(void) {
        one_line = true;
}

bool line_open(enum line line) {
        struct serial found = {0};

        serials[line] = found;
        if (line == LINE_CONSOLE && one_line)
                return false;
        if (!(line == LINE_CONSOLE || one_line ? find_console(&found) : find_wire(&found)))
                return false;
        found.kind->open(found.base);
        serials[line] = found;
        return true;
}

bool line_pending(enum line line) {
        const struct serial *serial = serials + line;

        return serial->kind && serial->kind->has_byte(serial->base);
}

size_t line_receive(enum line line, uint8_t ret_bytes[static LINE_AT_ONCE]) {
        struct serial *serial = serials + line;
        size_t count = 0;

        if (!line_pending(line))
                return 0;
        if (!serial->woken) {
                serial->kind->hold(serial->base, true);
                while (count < LINE_AT_ONCE - 1 && line_pending(line))
                        ret_bytes[count++] = serial->kind->take(serial->base);
                serial->kind->hold(serial->base, false);
        }
        if (line_pending(line))
                ret_bytes[count++] = serial->kind->take(serial->base);
        serial->woken = false;
        return count;
}

static void sleep(enum line line) {
        struct serial *serial = serials + line;

        serial->kind->expect(serial->base, true);
        while (!line_pending(line))
                interrupt_sleep();
        serial->kind->expect(serial->base, false);
        serial->woken = true;
}

void line_await(enum line line, bool soon) {
        const struct serial *serial = serials + line;

        for (unsigned looks = soon ? REST_LOOKS : 0; looks || !serial->sleeps; looks--) {
                if (line_pending(line))
                        return;
                for (volatile unsigned i = 0; i < REST_COUNT; i++)
                        ;
        }
        if (!line_pending(line))
                sleep(line);
}

static void wait_for(struct serial *serial, bool (*ready)(uint64_t base)) {
        unsigned patience = serial->stuck ? 1 : PATIENCE;

        while (patience && !ready(serial->base)) {
                cpu_relax();
                patience--;
        }
        serial->stuck = !patience;
}

void line_send(enum line line, const char *text, size_t length) {
        struct serial *serial = serials + line;

        for (; serial->kind && length; text++, length--) {
                wait_for(serial, serial->kind->has_room);
                if (!serial->stuck)
                        serial->kind->put(serial->base, (uint8_t) *text);
        }
}

void line_print(enum line line, const char *text, size_t length) {
        for (; length; text++, length--) {
                if (*text == '\n')
                        line_send(line, "\r", 1);
                line_send(line, text, 1);
        }
}

void line_drain(enum line line) {
        struct serial *serial = serials + line;

        if (serial->kind)
                wait_for(serial, serial->kind->is_empty);
}
