/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on I/O ports. */
#include "call.h"
#include "io.h"

#define PORT_MAX 0xffffu
#define COUNT_MAX 0x100000u

/* in WIDTH PORT */
static void operation_in(struct call *call) {
        unsigned width;
        uint64_t port;

        if (!call_width(call, 0, 4, &width) || !call_number(call, 1, "PORT", PORT_MAX, &port))
                return;
        switch (width) {
        case 1:
                call_ok_number(call, in8((uint16_t) port));
                break;
        case 2:
                call_ok_number(call, in16((uint16_t) port));
                break;
        default:
                call_ok_number(call, in32((uint16_t) port));
        }
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

const struct operation_family port_operations = OPERATION_FAMILY_ANYWHERE(operations);
