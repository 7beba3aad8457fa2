/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports, and operations on them. */
#include "io.h"
#include "operation.h"

#define PORT_MAX 0xffffu
#define COUNT_MAX 0x100000u

bool port_read(uint16_t port, unsigned width, uint32_t *ret_value) {
        *ret_value = width == 1 ? in8(port) : width == 2 ? in16(port) : in32(port);
        return true;
}

bool port_write(uint16_t port, unsigned width, uint32_t value) {
        if (width == 1)
                out8(port, (uint8_t) value);
        else if (width == 2)
                out16(port, (uint16_t) value);
        else
                out32(port, value);
        return true;
}

/* in WIDTH PORT */
static void operation_in(struct call *call) {
        unsigned width;
        uint64_t port;
        uint32_t value;

        if (!call_width(call, 0, 4, &width) || !call_number(call, 1, "PORT", PORT_MAX, &port))
                return;
        port_read((uint16_t) port, width, &value);
        call_ok_number(call, value);
}

/* out WIDTH PORT VALUE [COUNT] */
static void operation_out(struct call *call) {
        uint64_t port, value, count = 1;
        unsigned width;

        if (!call_width(call, 0, 4, &width) || !call_number(call, 1, "PORT", PORT_MAX, &port) ||
            !call_value(call, 2, width, &value))
                return;
        if (call->count > 3 && !call_number(call, 3, "COUNT", COUNT_MAX, &count))
                return;
        /* Here, not in port_write(): a core of a guest that panics has its RIP in this function. */
        switch (width) {
        case 1:
                while (count--)
                        out8((uint16_t) port, (uint8_t) value);
                break;
        case 2:
                while (count--)
                        out16((uint16_t) port, (uint16_t) value);
                break;
        default:
                while (count--)
                        out32((uint16_t) port, (uint32_t) value);
        }
        call_ok(call);
}

static const struct operation operations[] = {
        {"in", 2, 2, operation_in},
        {"out", 3, 4, operation_out},
};

OPERATIONS_ANYWHERE(operations);
